//! One method for each operation, which knows the type of its result.

use super::FunctionBuilder;
use crate::{
    Access, Address, AtomicOperator, BinaryOperator, ByteOrder, Comparison, ContextPlace, Conversion,
    FunctionId, GlobalId, KernelFunctionId, MapId, Operation, Ordering, Region, Slot, Type, Value,
};
use skep_btf::relocation::RelocationKind;
use skep_uapi::Helper;

impl FunctionBuilder<'_> {
    /// A number of this type.
    pub fn constant(&mut self, ty: Type, number: i64) -> Value {
        self.push_with(Operation::Constant(number), ty)
    }

    /// What two integers of one type make.
    pub fn binary(&mut self, operator: BinaryOperator, left: Value, right: Value) -> Value {
        let ty = self.type_of(left).plain();
        self.push_with(Operation::Binary(operator, left, right), ty)
    }

    /// How two values of one type compare: a `bool`.
    pub fn compare(&mut self, comparison: Comparison, left: Value, right: Value) -> Value {
        self.push_with(Operation::Compare(comparison, left, right), Type::Bool)
    }

    /// The integer of the opposite sign, or the opposite `bool`.
    pub fn negate(&mut self, value: Value) -> Value {
        let ty = self.type_of(value).plain();
        self.push_with(Operation::Negate(value), ty)
    }

    /// The integer in another width.
    pub fn convert(&mut self, conversion: Conversion, value: Value, ty: Type) -> Value {
        self.push_with(Operation::Convert(conversion, value), ty)
    }

    /// The integer with its bytes in another order.
    pub fn bytes(&mut self, order: ByteOrder, value: Value) -> Value {
        let ty = self.type_of(value).plain();
        self.push_with(Operation::Bytes(order, value), ty)
    }

    /// An `i64` modulo a power of two, which is known to be below it.
    pub fn mask(&mut self, value: Value, bound: u32) -> Value {
        self.push_with(Operation::Mask(value, bound), Type::Below(bound))
    }

    /// A pointer to so many bytes behind another.
    pub fn offset(&mut self, base: Value, offset: u32) -> Value {
        let ty = self.part(base, |extent, region, _| region.behind(offset, extent.saturating_sub(offset)));
        self.push_with(Operation::Offset(base, offset), ty)
    }

    /// A pointer to the element of an index of type [`Below`](Type::Below).
    pub fn index(&mut self, base: Value, index: Value, stride: u32) -> Value {
        let bound = if let Type::Below(bound) = self.type_of(index) { bound } else { 1 };
        let last = bound.saturating_sub(1).saturating_mul(stride);
        let ty = self
            .part(base, |extent, region, constant| region.somewhere(extent.saturating_sub(last), constant));
        self.push_with(Operation::Index { base, index, stride }, ty)
    }

    /// A pointer to so many bytes, of which nothing else is known.
    pub fn view(&mut self, base: Value, size: u32) -> Value {
        let ty = self.part(base, |_, region, constant| region.somewhere(size, constant));
        self.push_with(Operation::View(base, size), ty)
    }

    /// The type of a pointer to a part of what another leads to.
    fn part(&self, base: Value, part: impl FnOnce(u32, Region, bool) -> Region) -> Type {
        let Some(region) = self.type_of(base).region() else { return self.type_of(base) };
        let extent = self.module.extent(&self.slots, region).unwrap_or(0);
        Type::pointer(part(extent, region, self.module.is_constant(region)))
    }

    /// A pointer to a slot.
    pub fn slot_address(&mut self, slot: Slot) -> Value {
        self.push_with(Operation::SlotAddress(slot), Type::pointer(Region::Stack { slot, offset: 0 }))
    }

    /// A map as an argument.
    pub fn map_address(&mut self, map: MapId) -> Value {
        self.push_with(Operation::MapAddress(map), Type::pointer(Region::Map(map)))
    }

    /// A pointer to a global variable.
    pub fn global_address(&mut self, global: GlobalId) -> Value {
        self.push_with(Operation::GlobalAddress(global), Type::pointer(Region::Global { global, offset: 0 }))
    }

    /// Reads a value of this type.
    pub fn load(&mut self, ty: Type, address: Address, ordering: Ordering) -> Value {
        self.push_with(Operation::Load(address, ordering), ty)
    }

    /// Writes a value.
    pub fn store(&mut self, value: Value, address: Address, ordering: Ordering) {
        self.push(Operation::Store(value, address, ordering));
    }

    /// Copies so many bytes.
    pub fn copy(&mut self, to: Address, from: Address, size: u32) {
        self.push(Operation::Copy { to, from, size });
    }

    /// Makes so many bytes zero.
    pub fn zero(&mut self, to: Address, size: u32) {
        self.push(Operation::Zero { to, size });
    }

    /// Changes an integer in memory atomically.
    pub fn atomic(&mut self, operator: AtomicOperator, value: Value, address: Address) {
        self.push(Operation::Atomic(operator, value, address));
    }

    /// Changes an integer in memory atomically, and says what was there before.
    pub fn atomic_fetch(&mut self, operator: AtomicOperator, value: Value, address: Address) -> Value {
        let ty = self.type_of(value).plain();
        self.push_with(Operation::Atomic(operator, value, address), ty)
    }

    /// Writes a value if another is there, atomically, and says what was there before.
    pub fn compare_exchange(&mut self, address: Address, expected: Value, new: Value) -> Value {
        let ty = self.type_of(new).plain();
        self.push_with(Operation::CompareExchange { address, expected, new }, ty)
    }

    /// Calls a helper whose result is not used.
    pub fn call_helper(&mut self, helper: Helper, arguments: &[Value]) {
        self.push(Operation::CallHelper(helper, arguments.to_vec()));
    }

    /// Calls a helper with a result of this type, which rule 18 of [the law](crate::verify) says.
    pub fn call_helper_with(&mut self, helper: Helper, arguments: &[Value], ty: Type) -> Value {
        self.push_with(Operation::CallHelper(helper, arguments.to_vec()), ty)
    }

    /// Calls a function of the module, and gives its result, if it has one.
    pub fn call_function(&mut self, function: FunctionId, arguments: &[Value]) -> Option<Value> {
        let result = self.module.functions.get(function).and_then(|callee| callee.result);
        self.call(Operation::CallFunction(function, arguments.to_vec()), result)
    }

    /// Calls a function of the kernel, and gives its result, if it has one.
    pub fn call_kernel(&mut self, function: KernelFunctionId, arguments: &[Value]) -> Option<Value> {
        let result = self.module.kernel_functions.get(function).and_then(|callee| callee.result);
        self.call(Operation::CallKernel(function, arguments.to_vec()), result)
    }

    fn call(&mut self, operation: Operation, result: Option<Type>) -> Option<Value> {
        match result {
            Some(ty) => Some(self.push_with(operation, ty)),
            None => {
                self.push(operation);
                None
            }
        }
    }

    /// What the kernel at hand says of a type, a field or an enumerator: an `i64`.
    pub fn relocation(&mut self, kind: RelocationKind, access: Access) -> Value {
        self.push_with(Operation::Relocation(kind, access), Type::I64)
    }

    /// Reads a field of a structure of the kernel, as a value of this type.
    pub fn read_field(&mut self, ty: Type, base: Value, access: Access) -> Value {
        self.push_with(Operation::ReadField(base, access), ty)
    }

    /// The address of a field of a structure of the kernel: an `i64`.
    pub fn field_address(&mut self, base: Value, access: Access) -> Value {
        self.push_with(Operation::FieldAddress(base, access), Type::I64)
    }

    /// The start of what programs keep before the packet.
    pub fn metadata_start(&mut self, context: Value) -> Value {
        self.push_with(Operation::MetadataStart(context), Type::pointer(Region::Packet(0)))
    }

    /// The end of that, which is where the packet starts.
    pub fn metadata_end(&mut self, context: Value) -> Value {
        self.push_with(Operation::MetadataEnd(context), Type::pointer(Region::PacketEnd))
    }

    /// How many bytes of the packet there are from a pointer on, up to its end.
    pub fn packet_rest(&mut self, pointer: Value, end: Value) -> Value {
        self.push_with(Operation::PacketRest(pointer, end), Type::I64)
    }

    /// The start of the packet.
    pub fn packet_start(&mut self, context: Value) -> Value {
        self.push_with(Operation::PacketStart(context), Type::pointer(Region::Packet(0)))
    }

    /// The end of the packet.
    pub fn packet_end(&mut self, context: Value) -> Value {
        self.push_with(Operation::PacketEnd(context), Type::pointer(Region::PacketEnd))
    }

    /// The address of the context: an `i64`.
    pub fn context_address(&mut self, context: Value) -> Value {
        self.push_with(Operation::ContextAddress(context), Type::I64)
    }

    /// Reads a place of the context, as a value of this type.
    pub fn context_load(&mut self, ty: Type, context: Value, place: ContextPlace) -> Value {
        self.push_with(Operation::ContextLoad(context, place), ty)
    }

    /// Writes a place of the context.
    pub fn context_store(&mut self, value: Value, context: Value, place: ContextPlace) {
        self.push(Operation::ContextStore(value, context, place));
    }

    /// Goes on with another program, if there is one.
    pub fn tail_call(&mut self, context: Value, map: Value, index: Value) {
        self.push(Operation::TailCall { context, map, index });
    }
}
