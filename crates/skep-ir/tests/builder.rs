//! What is built has variables as values and block parameters, as few as there can be, and nothing that is not reached.

use skep_btf::Endian;
use skep_ir::{
    Address, BinaryOperator, Bound, BuildError, Comparison, Conversion, FunctionBuilder, FunctionKind, Map,
    Module, Ordering, Region, Type, Value,
    interpret::{Outcome, Word, World},
};
use skep_uapi::{Helper, MapType, ProgramType};

/// Builds a function and shows it; it must obey the law.
fn built(parameters: &[Type], result: Option<Type>, build: impl FnOnce(&mut FunctionBuilder<'_>)) -> String {
    let mut module = Module::default();
    let id = module.declare_function("f", FunctionKind::Local, parameters, result);
    let mut builder = FunctionBuilder::new(&mut module, id);
    build(&mut builder);
    builder.finish().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(module.verify(), Ok(()), "{module}");
    assert_eq!(Module::parse(&module.to_string()).as_ref(), Ok(&module));
    module.to_string()
}

#[test]
fn a_variable_that_a_loop_changes_is_a_parameter_of_its_head_and_one_that_it_does_not_is_none() {
    let text = built(&[Type::I64, Type::I64], Some(Type::I64), |b| {
        let (n, step) = (b.variable("n", Type::I64), b.variable("step", Type::I64));
        b.set(n, b.parameter(0));
        b.set(step, b.parameter(1));
        let (head, body, exit) = (b.block(), b.block(), b.block());
        b.bound(head, Bound::Times(64));
        b.jump(head);
        b.enter(head);
        let (left, by) = (b.get(n), b.get(step));
        let more = b.compare(Comparison::GreaterUnsigned, left, by);
        b.branch(more, body, exit);
        b.enter(body);
        let (left, by) = (b.get(n), b.get(step));
        let less = b.binary(BinaryOperator::Subtract, left, by);
        b.set(n, less);
        b.jump(head);
        b.enter(exit);
        let left = b.get(n);
        b.return_value(left);
    });
    insta::assert_snapshot!(text, @r"
    function f -> i64 {
    b0(v0: i64, v1: i64):
      jump b1(v0)
    b1(v2: i64) bound 64:
      v3: bool = ugt v2, v1
      branch v3, b3, b2
    b2:
      return v2
    b3:
      v4: i64 = sub v2, v1
      jump b1(v4)
    }
    ");
}

#[test]
fn a_variable_that_is_set_on_two_ways_is_a_parameter_where_they_meet() {
    let text = built(&[Type::Bool], Some(Type::I32), |b| {
        let (x, unused) = (b.variable("x", Type::I32), b.variable("unused", Type::I32));
        let (one, two, join) = (b.block(), b.block(), b.block());
        b.branch(b.parameter(0), one, two);
        for (block, number) in [(one, 1), (two, 2)] {
            b.enter(block);
            let number = b.constant(Type::I32, number);
            b.set(x, number);
            b.set(unused, number);
            b.jump(join);
        }
        b.enter(join);
        let x = b.get(x);
        b.return_value(x);
    });
    insta::assert_snapshot!(text, @r"
    function f -> i32 {
    b0(v0: bool):
      branch v0, b2, b1
    b1:
      v1: i32 = const 2
      jump b3(v1)
    b2:
      v2: i32 = const 1
      jump b3(v2)
    b3(v3: i32):
      return v3
    }
    ");
}

#[test]
fn what_follows_an_end_is_ignored_and_what_is_not_reached_is_left_out() {
    let text = built(&[], Some(Type::I8), |b| {
        let one = b.constant(Type::I8, 1);
        b.return_value(one);
        assert_eq!(b.current(), None);
        let two = b.constant(Type::I8, 2);
        b.return_value(two);
        let never = b.block();
        b.jump(never);
        b.enter(never);
        b.abort();
        b.enter(never);
        assert_eq!(b.current(), None);
    });
    insta::assert_snapshot!(text, @r"
    function f -> i8 {
    b0:
      v0: i8 = const 1
      return v0
    }
    ");
}

#[test]
fn a_guard_gives_what_it_proves() {
    let text = built(&[Type::pointer(Region::Memory(40)), Type::I64], Some(Type::I32), |b| {
        let outside = b.block();
        let (base, index) = (b.parameter(0), b.parameter(1));
        let index = b.if_below(index, 10, outside);
        let element = b.index(base, index, 4);
        let number = b.load(Type::I32, Address { base: element, offset: 0 }, Ordering::Plain);
        b.return_value(number);
        b.enter(outside);
        b.abort();
    });
    insta::assert_snapshot!(text, @r"
    function f -> i32 {
    b0(v0: ptr memory 40, v1: i64):
      if_below v1, 10, b2, b1
    b1:
      abort
    b2(v2: below 10):
      v3: ptr memory 4 = index v0, v2, 4
      v4: i32 = load v3
      return v4
    }
    ");
}

#[test]
fn a_program_with_a_map_is_built() {
    let mut module = Module { licence: "GPL".to_owned(), ..Module::default() };
    let hits = module.maps.push(Map {
        name: "hits".to_owned(),
        map_type: MapType::ARRAY,
        key_size: 4,
        value_size: 8,
        max_entries: 1,
        flags: 0,
        key_type: None,
        value_type: None,
    });
    let kind = FunctionKind::Program { program_type: ProgramType::XDP, attach_type: None, default: 2 };
    let id = module.declare_function("count", kind, &[Type::pointer(Region::Context)], Some(Type::I32));
    let mut b = FunctionBuilder::new(&mut module, id);
    let slot = b.slot(4, 4, Some("key"));
    let (pass, zero) = (b.constant(Type::I32, 2), b.constant(Type::I32, 0));
    let key = b.slot_address(slot);
    b.store(zero, Address { base: key, offset: 0 }, Ordering::Plain);
    let map = b.map_address(hits);
    let value = Type::nullable(Region::MapValue { map: hits, offset: 0 });
    let found = b.call_helper_with(Helper::MAP_LOOKUP_ELEM, &[map, key], value);
    let missing = b.block();
    let found = b.if_null(found, missing);
    let one: Value = b.constant(Type::I64, 1);
    b.atomic(skep_ir::AtomicOperator::Add, one, Address { base: found, offset: 0 });
    b.return_value(pass);
    b.enter(missing);
    b.abort();
    assert_eq!(b.finish(), Ok(id));
    assert_eq!(module.verify(), Ok(()), "{module}");
}

#[test]
fn a_variable_that_is_not_set_on_every_way_is_named() {
    let mut module = Module::default();
    let id = module.declare_function("f", FunctionKind::Local, &[Type::Bool], Some(Type::I8));
    let mut b = FunctionBuilder::new(&mut module, id);
    let x = b.variable("x", Type::I8);
    let (one, join) = (b.block(), b.block());
    b.branch(b.parameter(0), one, join);
    b.enter(one);
    let number = b.constant(Type::I8, 1);
    b.set(x, number);
    b.jump(join);
    b.enter(join);
    let x = b.get(x);
    b.return_value(x);
    let error = b.finish().unwrap_err();
    assert_eq!(error, BuildError::NotSet { function: "f".to_owned(), variable: "x".to_owned() });
    assert_eq!(error.to_string(), "in `f`, `x` is read where it was not set on every way: set it before");
}

#[test]
fn a_variable_that_is_set_to_pointers_of_different_places_is_a_pointer_to_memory() {
    let text = built(&[Type::Bool], Some(Type::I64), |b| {
        let slots = [b.slot(8, 8, None), b.slot(16, 8, None)];
        let pointers = slots.map(|slot| b.slot_address(slot));
        let one = b.constant(Type::I64, 1);
        for base in pointers {
            b.store(one, Address { base, offset: 0 }, Ordering::Plain);
        }
        let (left, right, meet) = (b.block(), b.block(), b.block());
        let which = b.variable("which", b.type_of(pointers[0]));
        b.branch(b.parameter(0), left, right);
        b.enter(left);
        b.set(which, pointers[0]);
        b.jump(meet);
        b.enter(right);
        b.set(which, pointers[1]);
        b.jump(meet);
        b.enter(meet);
        b.retype(which, Type::pointer(Region::Memory(8)));
        let base = b.get(which);
        let found = b.load(Type::I64, Address { base, offset: 0 }, Ordering::Plain);
        b.return_value(found);
    });
    insta::assert_snapshot!(text, @r"
    function f -> i64 {
      slot s0 8 align 8
      slot s1 16 align 8
    b0(v0: bool):
      v1: ptr stack s0 = slot s0
      v2: ptr stack s1 = slot s1
      v3: i64 = const 1
      store v3, v1
      store v3, v2
      branch v0, b2, b1
    b1:
      v4: ptr memory 8 = view v2, 8
      jump b3(v4)
    b2:
      v5: ptr memory 8 = view v1, 8
      jump b3(v5)
    b3(v6: ptr memory 8):
      v7: i64 = load v6
      return v7
    }
    ");
}

#[test]
fn a_null_has_the_type_that_its_variable_has_in_the_end() {
    let mut module = Module::default();
    let kind = FunctionKind::Program { program_type: ProgramType::XDP, attach_type: None, default: 0 };
    let id = module.declare_function("f", kind, &[Type::pointer(Region::Context)], Some(Type::I32));
    let mut b = FunctionBuilder::new(&mut module, id);
    let (short, meet, none) = (b.block(), b.block(), b.block());
    let (start, end) = (b.packet_start(b.parameter(0)), b.packet_end(b.parameter(0)));
    let found = b.variable("found", Type::nullable(Region::Packet(0)));
    let header = b.if_packet(start, end, 14, short);
    b.set(found, header);
    b.jump(meet);
    b.enter(short);
    b.set_null(found);
    b.jump(meet);
    b.enter(meet);
    b.retype(found, Type::nullable(Region::Packet(14)));
    let found = b.get(found);
    let base = b.if_null(found, none);
    let byte = b.load(Type::I8, Address { base, offset: 13 }, Ordering::Plain);
    let byte = b.convert(Conversion::ZeroExtend, byte, Type::I32);
    b.return_value(byte);
    b.enter(none);
    let (address, two) = (b.context_address(b.parameter(0)), b.constant(Type::I64, 2));
    let low = b.binary(BinaryOperator::And, address, two);
    let low = b.convert(Conversion::Truncate, low, Type::I32);
    b.return_value(low);
    b.finish().unwrap();
    assert_eq!(module.verify(), Ok(()), "{module}");
    assert_eq!(Module::parse(&module.to_string()).as_ref(), Ok(&module));
    for (packet, expected) in [(&[7_u8; 14][..], 7), (&[7; 13], 0)] {
        let mut world = World::new(&module, Endian::Little).unwrap();
        world.set_packet(packet).unwrap();
        let outcome = world.run(id, &[Word::Context], &mut (), 100).unwrap();
        assert_eq!(outcome, Outcome::Returned(Some(Word::Integer(expected))));
    }
}

#[test]
fn the_rest_of_a_packet_is_counted_from_any_place_in_it() {
    let mut module = Module::default();
    let kind = FunctionKind::Program { program_type: ProgramType::XDP, attach_type: None, default: 0 };
    let id = module.declare_function("f", kind, &[Type::pointer(Region::Context)], Some(Type::I32));
    let mut b = FunctionBuilder::new(&mut module, id);
    let short = b.block();
    let (start, end) = (b.packet_start(b.parameter(0)), b.packet_end(b.parameter(0)));
    let header = b.if_packet(start, end, 14, short);
    let behind = b.offset(header, 14);
    let rest = b.packet_rest(behind, end);
    let rest = b.convert(Conversion::Truncate, rest, Type::I32);
    b.return_value(rest);
    b.enter(short);
    let all = b.packet_rest(start, end);
    let all = b.convert(Conversion::Truncate, all, Type::I32);
    b.return_value(all);
    b.finish().unwrap();
    assert_eq!(module.verify(), Ok(()), "{module}");
    assert_eq!(Module::parse(&module.to_string()).as_ref(), Ok(&module));
    for (length, expected) in [(0, 0), (13, 13), (14, 0), (60, 46)] {
        let mut world = World::new(&module, Endian::Little).unwrap();
        world.set_packet(&vec![0; length]).unwrap();
        let outcome = world.run(id, &[Word::Context], &mut (), 100).unwrap();
        assert_eq!(outcome, Outcome::Returned(Some(Word::Integer(expected))), "{length}");
    }
    // Not of what is no packet, and not up to what is not its end.
    let text = module.to_string();
    let line = text.lines().find(|line| line.contains("packet_rest v1")).unwrap();
    for (wrong, message) in [
        ("packet_rest v0, v2", "v0 is no pointer into the packet"),
        ("packet_rest v1, v1", "v1 is not the end"),
    ] {
        let module = Module::parse(&text.replace(line, &line.replace("packet_rest v1, v2", wrong))).unwrap();
        let violations = module.verify().unwrap_err();
        assert!(violations.iter().any(|one| one.message.contains(message)), "{violations:?}");
    }
}

#[test]
fn what_is_kept_before_a_packet_is_looked_at_like_one() {
    let mut module = Module::default();
    let kind = FunctionKind::Program { program_type: ProgramType::XDP, attach_type: None, default: 0 };
    let id = module.declare_function("f", kind, &[Type::pointer(Region::Context)], Some(Type::I32));
    let mut b = FunctionBuilder::new(&mut module, id);
    let short = b.block();
    let (start, end) = (b.metadata_start(b.parameter(0)), b.metadata_end(b.parameter(0)));
    let base = b.if_packet(start, end, 4, short);
    let word = b.load(Type::I32, Address { base, offset: 0 }, Ordering::Plain);
    b.return_value(word);
    b.enter(short);
    let none = b.constant(Type::I32, 7);
    b.return_value(none);
    b.finish().unwrap();
    assert_eq!(module.verify(), Ok(()), "{module}");
    assert_eq!(Module::parse(&module.to_string()).as_ref(), Ok(&module));
    // The interpreter has none.
    let mut world = World::new(&module, Endian::Little).unwrap();
    world.set_packet(&[1; 60]).unwrap();
    let outcome = world.run(id, &[Word::Context], &mut (), 100).unwrap();
    assert_eq!(outcome, Outcome::Returned(Some(Word::Integer(7))));
    // Nor have programs on sockets.
    let other = Module::parse(&module.to_string().replace("xdp", "socket_filter")).unwrap();
    let violations = other.verify().unwrap_err();
    let message = "programs of type socket_filter are given no room before their packet";
    assert!(violations.iter().any(|one| one.message == message), "{violations:?}");
}
