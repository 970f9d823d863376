"""Why a row is not loaded, as sentences: each is an error of the row alone, said in the language of the run."""

from service_desk.foundation.errors import Invalid


class RowRefused(Invalid):
    """The base of them all."""


class EmptyCell(RowRefused):
    code = "empty_cell"
    message = "Empty, and a row cannot be loaded without it."


class NoColumn(RowRefused):
    code = "no_column"
    message = "The file has no column for it. Add one, or write one value for all rows under 'values' in the mapping that `desk import detect` writes to start from."


class ShortRow(RowRefused):
    code = "short_row"
    message = "The row is shorter than the header."


class LongRow(RowRefused):
    code = "long_row"
    message = "More cells than the header has: is a quote or a delimiter missing?"


class OpenQuote(RowRefused):
    code = "open_quote"
    message = 'A quote is opened and never closed. Close it, or write "" for a quote inside a quoted cell.'


class StrayQuote(RowRefused):
    code = "stray_quote"
    message = 'A quote closes before its cell ends. Write "" for a quote inside a quoted cell.'


class LongCell(RowRefused):
    code = "long_cell"
    message = "Longer than {longest:# character|# characters}."


class BadBytes(RowRefused):
    code = "bad_bytes"
    message = "Not valid in the file's encoding."


class HoldsControls(RowRefused):
    code = "holds_controls"
    message = "Holds characters that cannot be printed. Type it anew."


class NotADay(RowRefused):
    code = "not_a_day"
    message = "'{value}' is not a date written as {form}."


class DayOutOfRange(RowRefused):
    code = "day_out_of_range"
    message = "{day} is not between {first} and {last}."


class SaysNothing(RowRefused):
    code = "says_nothing"
    message = "'{value}' names nothing: leave such a row out, or write the real value."


class Rounded(RowRefused):
    code = "rounded_number"
    message = (
        "'{value}' was rounded by a spreadsheet: its digits are lost. Format the column as text and export it again."
    )


class SpreadsheetError(RowRefused):
    code = "spreadsheet_error"
    message = "'{value}' is the error of a formula. Correct it in the spreadsheet and export it again."


class TurnedIntoDate(RowRefused):
    code = "turned_into_date"
    message = (
        "A spreadsheet made the date {value} of it. Format the column as text, type what was there, and export it again. "
        "If it is what stands on the thing, write an apostrophe before it: '{value}."
    )


class TurnedIntoDecimal(RowRefused):
    code = "turned_into_decimal"
    message = "'{value}' is a number that a program gave a decimal point; zeros before it may be lost. Export the column as text."


class HoldsFormula(RowRefused):
    code = "holds_formula"
    message = "'{value}' is a formula. Export the values of the column, not its formulas."


class IsTotal(RowRefused):
    code = "is_total"
    message = "'{value}' begins a line of totals, not a row. Leave it out."


class MergedCell(RowRefused):
    code = "merged_cell"
    message = "The cell is merged with those above it. Undo the merging, and write into each row what is meant."


class NotAnAmount(RowRefused):
    code = "not_an_amount"
    message = "'{value}' is not a number written as {example}."


class UnknownModel(RowRefused):
    code = "unknown_model"
    message = (
        "No product {sku} is in the catalogue, and the mapping refuses new ones. Create it first, or correct the row."
    )


class NotBySerial(RowRefused):
    code = "not_by_serial"
    message = "{sku} is not tracked by serial, so no unit of it can be loaded by one."


class UnknownCustomerRef(RowRefused):
    code = "unknown_customer_ref"
    message = "No customer was imported as '{value}'. Import the customers first, or correct the row."


class UnknownUnit(RowRefused):
    code = "unknown_unit"
    message = "No unit has the serial {serial}. Import the units first, or correct the row."


class SeveralUnits(RowRefused):
    code = "several_units"
    message = "Units of several products have the serial {serial}. Map the column of the product too."


class SaidBefore(RowRefused):
    code = "said_before"
    message = "Line {line} says the same part, place, batch and serial. Put both into one row."


class UnlikelyCost(RowRefused):
    code = "unlikely_cost"
    message = (
        "{cost} for one {part} is far from what it costs otherwise, {usual}. Check the currency and the point; if such costs "
        "are right, say 'accept_costs: true' in the mapping."
    )


class UnknownPlace(RowRefused):
    code = "unknown_place"
    message = (
        "There is no location {value} at this centre; its locations are: {found}. Create it first, or correct the row."
    )


class DatabaseRefused(RowRefused):
    code = "database_refused"
    message = "The database does not take this row: {told}."
