namespace BfnProcGen.Gpu;

/// <summary>
/// A kernel: the struct <i>is</i> the shader's push-constant block, field for field, 4 bytes each. Specialisation constant 0 is the
/// workgroup's size; <see cref="Constants"/> names the others, from 1.
/// </summary>
internal interface IKernel
{
    /// <summary>Name of the shader: <c>Shaders/{name}.comp</c>.</summary>
    static abstract string Shader { get; }

    /// <summary>The specialisation constants from id 1 on, by their names in the shader.</summary>
    static abstract IReadOnlyList<string> Constants { get; }
}
