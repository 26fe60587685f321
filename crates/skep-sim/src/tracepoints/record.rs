//! The record of a tracepoint that is fired, as programs get it.
//!
//! ```text
//!   0         8                    fixed size                        1024 bytes more, or up to 8192
//!  ┌─────────┬──────────────────────┬─────────────────────────────────┬──────────────────────┐
//!  │ hidden  │ fields               │ data of `__data_loc` fields     │ bytes of chance      │
//!  └─────────┴──────────────────────┴─────────────────────────────────┴──────────────────────┘
//!             loads reach this far    bpf_probe_read_kernel reaches on
//! ```
//!
//! The kernel puts an address of its own over the first eight bytes, and programs may not load them. After the record
//! comes what was in the buffer before, which a program that reads too much gets to see.

use super::{FieldValue, Tracepoint};
use crate::maps::length;
use crate::run::Task;
use crate::scene::Scene;
use crate::stimulus::StimulusError;
use skep_uapi::{TracepointField, TracepointFieldKind};
use skep_vm::Memory;
use std::ops::Range;

/// The bytes at the beginning that programs do not see.
const HIDDEN: usize = 8;
/// The most bytes of a record (`PERF_MAX_TRACE_SIZE`, `include/linux/trace_events.h`).
const LONGEST: usize = 8192;
/// The bytes of chance after the record.
const AFTER: usize = 1024;
/// What stands for bytes of chance.
const CHANCE: u8 = 0xa5;

/// A record that is complete.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) bytes: Vec<u8>,
    /// What programs may load.
    pub(super) visible: Range<usize>,
}

impl Record {
    pub(super) fn build(
        tracepoint: &Tracepoint,
        values: &[(String, FieldValue)],
        task: &Task,
        scene: &mut Scene,
        memory: &mut Memory,
    ) -> Result<Self, StimulusError> {
        let format = &tracepoint.format;
        let settable = || format.fields.iter().filter(|field| !field.name.starts_with("common_"));
        let fixed = length(format.fixed_size());
        let mut bytes = vec![0; fixed];
        for field in settable() {
            if let Some(value) = value_from_task(&field.name, task) {
                put(&mut bytes, tracepoint, field, &value)?;
            }
        }
        for (name, value) in values {
            let field =
                settable().find(|field| field.name == *name).ok_or_else(|| StimulusError::NoField {
                    tracepoint: tracepoint.full_name(),
                    field: name.clone(),
                    known: settable().map(|field| field.name.clone()).collect(),
                })?;
            match in_user_space(tracepoint, field, value, scene, memory)? {
                Some(address) => put(&mut bytes, tracepoint, field, &address.into())?,
                None => put(&mut bytes, tracepoint, field, value)?,
            }
        }
        if let Some(hidden) = bytes.get_mut(..HIDDEN) {
            hidden.fill(CHANCE);
        }
        bytes.resize((bytes.len() + AFTER).min(LONGEST), CHANCE);
        Ok(Self { bytes, visible: HIDDEN..fixed })
    }
}

/// The address of what a field points to in user space, if texts were given for it: the arguments of system calls are such
/// fields.
fn in_user_space(
    tracepoint: &Tracepoint,
    field: &TracepointField,
    value: &FieldValue,
    scene: &mut Scene,
    memory: &mut Memory,
) -> Result<Option<u64>, StimulusError> {
    let is_pointer = field.kind == TracepointFieldKind::Scalar && field.type_name.ends_with('*');
    if tracepoint.category != "syscalls" || !is_pointer {
        return Ok(None);
    }
    let ended = |text: &[u8]| [text, &[0]].concat();
    match value {
        FieldValue::Text(text) => Ok(Some(scene.user_bytes(ended(text), memory)?)),
        FieldValue::Texts(texts) => {
            let mut pointers = Vec::new();
            for text in texts {
                pointers.extend(scene.user_bytes(ended(text), memory)?.to_ne_bytes());
            }
            pointers.extend([0; 8]);
            Ok(Some(scene.user_bytes(pointers, memory)?))
        }
        _ => Ok(None),
    }
}

/// What a field is if nobody says so.
fn value_from_task(field: &str, task: &Task) -> Option<FieldValue> {
    match field {
        "pid" | "old_pid" | "parent_pid" | "prev_pid" => Some(task.pid.into()),
        "comm" | "parent_comm" | "prev_comm" => {
            Some(FieldValue::Text(task.comm.iter().copied().take_while(|byte| *byte != 0).collect()))
        }
        _ => None,
    }
}

/// Puts a value into its field, and what does not belong there to the record's end.
fn put(
    record: &mut Vec<u8>,
    tracepoint: &Tracepoint,
    field: &TracepointField,
    value: &FieldValue,
) -> Result<(), StimulusError> {
    let refuse = |expected: String| {
        Err(StimulusError::BadValue {
            place: format!("field {} of {}", field.name, tracepoint.full_name()),
            value: value.to_string(),
            expected,
        })
    };
    let (start, size) = (length(field.offset), length(field.size));
    let is_text = field.type_name.contains("char");
    match (field.kind, value) {
        (TracepointFieldKind::Scalar, FieldValue::Number(number)) => {
            match encode(*number, size, field.signed) {
                Ok(bytes) => record[start..start + size].copy_from_slice(&bytes),
                Err(expected) => return refuse(expected),
            }
        }
        (TracepointFieldKind::Array { length: count }, FieldValue::Text(text)) if is_text => {
            if text.len() >= length(count) {
                return refuse(format!("a text of at most {} bytes", count.saturating_sub(1)));
            }
            let place = &mut record[start..start + size];
            place.fill(0);
            place[..text.len()].copy_from_slice(text);
        }
        (TracepointFieldKind::Array { length: count }, FieldValue::Numbers(numbers)) => {
            let Some(each) = size.checked_div(length(count)).filter(|_| numbers.len() <= length(count))
            else {
                return refuse(format!("at most {count} numbers"));
            };
            let encoded: Result<Vec<_>, _> =
                numbers.iter().map(|number| encode(*number, each, field.signed)).collect();
            match encoded {
                Ok(encoded) => {
                    let bytes = encoded.concat();
                    record[start..start + bytes.len()].copy_from_slice(&bytes);
                }
                Err(expected) => return refuse(format!("numbers, each {expected}")),
            }
        }
        (TracepointFieldKind::DataLoc | TracepointFieldKind::RelLoc, FieldValue::Text(text)) => {
            let mut data = text.clone();
            if is_text {
                data.push(0);
            }
            let relative_to = match field.kind {
                TracepointFieldKind::RelLoc => start + size,
                _ => 0,
            };
            let room = LONGEST - record.len().min(LONGEST);
            let place = u16::try_from(record.len() - relative_to).ok().zip(u16::try_from(data.len()).ok());
            match place {
                Some((offset, count)) if data.len() <= room && size == 4 => {
                    let location = u32::from(count) << 16 | u32::from(offset);
                    record[start..start + 4].copy_from_slice(&location.to_ne_bytes());
                    record.extend(data);
                }
                _ => return refuse(format!("data of at most {room} bytes, which the record has room for")),
            }
        }
        (TracepointFieldKind::Scalar, _) => return refuse("a number".into()),
        (TracepointFieldKind::Array { length }, _) if is_text => {
            return refuse(format!("a text of at most {} bytes", length.saturating_sub(1)));
        }
        (TracepointFieldKind::Array { length }, _) => return refuse(format!("at most {length} numbers")),
        (TracepointFieldKind::DataLoc | TracepointFieldKind::RelLoc, _) => {
            return refuse("a text or bytes".into());
        }
    }
    Ok(())
}

/// A number in so many bytes, or what would fit.
fn encode(number: i128, size: usize, signed: bool) -> Result<Vec<u8>, String> {
    let bits = u32::try_from(size * 8).unwrap_or(64).min(64);
    let (least, most) = match signed {
        true => (-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1),
        false => (0, (1_i128 << bits) - 1),
    };
    if !(least..=most).contains(&number) {
        return Err(format!("from {least} to {most}"));
    }
    // Two's complement: the lowest bytes of the wider number are the number.
    let bytes = number.to_ne_bytes();
    Ok(if cfg!(target_endian = "big") { bytes[16 - size..].to_vec() } else { bytes[..size].to_vec() })
}
