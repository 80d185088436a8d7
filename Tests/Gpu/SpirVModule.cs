using System.Runtime.InteropServices;
using System.Text;

namespace BfnProcGen.Tests.Gpu;

/// <summary>As much of a SPIR-V module as describes its interface (Khronos, <i>SPIR-V Specification</i>, sections 2.3 and 3).</summary>
internal sealed class SpirVModule
{
    private const uint Magic = 0x07230203;

    private readonly Dictionary<uint, string> _names = [];
    private readonly Dictionary<(uint, uint), string> _memberNames = [];
    private readonly Dictionary<(uint Id, Decoration Kind), uint> _decorations = [];
    private readonly Dictionary<(uint Struct, uint Member), uint> _offsets = [];
    private readonly Dictionary<uint, uint[]> _types = [];          // id → operation and its operands after the result
    private readonly List<(uint Id, uint Type, StorageClass Class)> _variables = [];

    private enum Decoration : uint { SpecId = 1, ArrayStride = 6, BuiltIn = 11, NonWritable = 24, Binding = 33, DescriptorSet = 34 }

    private enum StorageClass : uint { UniformConstant = 0, PushConstant = 9, StorageBuffer = 12 }

    private enum Op : uint
    {
        Name = 5, MemberName = 6, TypeInt = 21, TypeFloat = 22, TypeVector = 23, TypeRuntimeArray = 29, TypeStruct = 30, TypePointer = 32,
        Variable = 59, Decorate = 71, MemberDecorate = 72,
    }

    public SpirVModule(byte[] code)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(code);
        Assert.That(words[0], Is.EqualTo(Magic));
        for (int at = 5; at < words.Length;)
        {
            int length = (int)(words[at] >> 16);
            Read((Op)(words[at] & 0xFFFF), words.Slice(at + 1, length - 1));
            at += length;
        }
    }

    /// <summary>A member of a block: its name, its offset in bytes, and "uint", "int", "float" or another type's name.</summary>
    public sealed record Member(string Name, uint Offset, string Type);

    /// <summary>The push-constant block, member by member; empty without one.</summary>
    public IReadOnlyList<Member> PushConstants =>
        [.. _variables.Where(variable => variable.Class == StorageClass.PushConstant).SelectMany(variable => MembersOf(Pointed(variable.Type)))];

    /// <summary>The storage buffers: set, binding and the name of the block.</summary>
    public IReadOnlyList<(uint Set, uint Binding, string Block)> Buffers =>
    [
        .. _variables.Where(variable => variable.Class == StorageClass.StorageBuffer).Select(variable => (
            _decorations[(variable.Id, Decoration.DescriptorSet)], _decorations[(variable.Id, Decoration.Binding)], _names[Pointed(variable.Type)])),
    ];

    /// <summary>The texel buffers: set, binding and name.</summary>
    public IReadOnlyList<(uint Set, uint Binding, string Name)> Texels =>
    [
        .. _variables.Where(variable => variable.Class == StorageClass.UniformConstant).Select(variable => (
            _decorations[(variable.Id, Decoration.DescriptorSet)], _decorations[(variable.Id, Decoration.Binding)], _names[variable.Id])),
    ];

    /// <summary>Specialisation constants by id, with their names; the workgroup's size has none.</summary>
    public IReadOnlyDictionary<uint, string> Constants =>
        _decorations.Where(entry => entry.Key.Kind == Decoration.SpecId).ToDictionary(entry => entry.Value, entry => _names.GetValueOrDefault(entry.Key.Id, ""));

    /// <summary>True when the workgroup's size is made from specialisation constants.</summary>
    public bool HasWorkgroupSize => _decorations.Any(entry => entry.Key.Kind == Decoration.BuiltIn && entry.Value == 25);

    /// <summary>The members of a struct, by the struct's name; null when the module doesn't use it.</summary>
    public IReadOnlyList<Member>? Struct(string name)
    {
        foreach ((uint id, string found) in _names)
            if (found == name && _types.TryGetValue(id, out uint[]? type) && type[0] == (uint)Op.TypeStruct && _offsets.ContainsKey((id, 0))) return MembersOf(id);
        return null;
    }

    private void Read(Op op, ReadOnlySpan<uint> operands)
    {
        switch (op)
        {
            case Op.Name: _names[operands[0]] = Text(operands[1..]); break;
            case Op.MemberName: _memberNames[(operands[0], operands[1])] = Text(operands[2..]); break;
            case Op.Decorate: _decorations[(operands[0], (Decoration)operands[1])] = operands.Length > 2 ? operands[2] : 0; break;
            case Op.MemberDecorate when operands[2] == 35: _offsets[(operands[0], operands[1])] = operands[3]; break;
            case Op.TypeInt or Op.TypeFloat or Op.TypeVector or Op.TypeRuntimeArray or Op.TypeStruct or Op.TypePointer:
                _types[operands[0]] = [(uint)op, .. operands[1..]];
                break;
            case Op.Variable: _variables.Add((operands[1], operands[0], (StorageClass)operands[2])); break;
        }
    }

    private uint Pointed(uint pointer) => _types[pointer][2];

    private List<Member> MembersOf(uint id) =>
    [
        .. _types[id].Skip(1).Select((type, i) => new Member(_memberNames[(id, (uint)i)], _offsets[(id, (uint)i)], TypeName(type))),
    ];

    private string TypeName(uint type) => _types[type] switch
    {
        [(uint)Op.TypeInt, 32, 0] => "uint",
        [(uint)Op.TypeInt, 32, 1] => "int",
        [(uint)Op.TypeFloat, 32, ..] => "float",
        _ => $"type {type}",
    };

    private static string Text(ReadOnlySpan<uint> words)
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(words);
        return Encoding.UTF8.GetString(bytes[..bytes.IndexOf((byte)0)]);
    }
}
