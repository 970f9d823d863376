"""A company to try things on, and whole main jobs played on it: everything is made up here, by code and by the rooms' own actions."""
