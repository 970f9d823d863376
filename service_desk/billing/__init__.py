"""What each payer owes for a closed repair: charges, their lines, tax and invoice numbers."""
