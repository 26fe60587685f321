//! The kernel seam, a file for each of its groups. Each method locks the state, asks who the caller is, and hands over to
//! the file that knows the subject.

mod attachments;
mod commands;
mod facts;
mod queries;
mod time;
mod waiting;
