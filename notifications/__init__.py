"""Says things to people and hears their answers: SMS, WhatsApp, e-mail. Knows no tickets."""
