using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace BfnProcGen.Training.Data;

/// <summary>SHA-256 over texts, numbers and data in turn; no two lists of them run together.</summary>
internal sealed class CorpusHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public CorpusHash Add(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Add(bytes.Length);
        return Add(bytes);
    }

    public CorpusHash Add(int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        return Add(bytes);
    }

    /// <summary>Data whose length was added before.</summary>
    public CorpusHash Add(ReadOnlySpan<byte> data)
    {
        _hash.AppendData(data);
        return this;
    }

    /// <summary>The hash in hexadecimal.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
