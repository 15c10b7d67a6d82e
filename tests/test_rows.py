"""Every row of the register's requirements has a test that carries its id, and the docs say which."""

from tests.rows import FILE, held_rows, missing, rows_of, table


def test_no_row_is_without_a_test() -> None:
    assert missing(held_rows()) == []


def test_the_table_in_the_docs_is_the_one_that_the_tests_give() -> None:
    assert FILE.read_text("utf-8") == table(held_rows()), "write it anew: python -m tests.rows"


def test_a_test_may_name_several_rows() -> None:
    assert rows_of("test_r_cust_14_r_cust_15_types_are_counted") == ["CUST-14", "CUST-15"]
    assert rows_of("test_r_occ_07_08_flags_are_compulsory") == ["OCC-07", "OCC-08"]
    assert rows_of("test_somebody_r_moves") == []
