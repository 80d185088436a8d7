using System.Security.Cryptography;
using System.Text;

namespace BfnProcGen.Models;

/// <summary>
/// The hash of what a model draws with: kind, flow, network, format, classes and weights, as they stand in its file. Title, date, licence
/// and the rest of the metadata can change without it, and so can the solvers that are used where none is asked for.
/// </summary>
internal static class ModelHash
{
    /// <summary>SHA-256 as 64 hexadecimal digits.</summary>
    public static string Of(Model model)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string key, string value) in ModelFile.Essentials(model))
        {
            Append(Encoding.UTF8.GetBytes(key));
            Append(Encoding.UTF8.GetBytes(value));
        }
        foreach (string name in model.Network.Parameters.Keys)
        {
            Append(Encoding.UTF8.GetBytes(name));
            Append(SafetensorsTensor.Of(name, [], model.Weights[name]).Data.Span);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());

        // With its length, so that no two lists of texts look alike.
        void Append(ReadOnlySpan<byte> bytes)
        {
            Span<byte> length = stackalloc byte[8];
            System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
    }
}
