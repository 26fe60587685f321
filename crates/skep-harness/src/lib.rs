//! The test harness of this workspace: tests that can say why they were skipped, twin tests, descriptor leaks.
