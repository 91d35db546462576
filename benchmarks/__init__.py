"""Measurements that print a table; none of them is a test."""
