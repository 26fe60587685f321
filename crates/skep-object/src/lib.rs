//! ObjectSpec: programs, maps and functions as plain editable values, and their layout for loading.
