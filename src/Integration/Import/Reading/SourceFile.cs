using System.IO.Compression;
using System.Text;
using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>Opens a file of rows: packed with gzip or plain, told apart by its first bytes and never by its name.</summary>
internal static class SourceFile
{
    /// <summary>The file as it lies there; <see cref="Unpack"/> gives the table in it.</summary>
    /// <exception cref="Refused">There is no such file.</exception>
    public static FileStream Open(string path) =>
        File.Exists(path)
            ? new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan)
            : throw new Refused("file_missing", "file", new($"파일을 찾을 수 없어요: {path}", $"There is no such file: {path}"), 404);

    /// <summary>The bytes of the table, unpacked while they are read, from a stream at its beginning that can be wound back.</summary>
    /// <exception cref="Refused">It is empty, a spreadsheet or an archive; or, while it is read, it proves to be cut off or damaged.</exception>
    public static Stream Unpack(Stream file)
    {
        Span<byte> first = stackalloc byte[8];
        first = first[..file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (first.IsEmpty) throw Empty();
        if (first.StartsWith("PK\x3\x4"u8) || first.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw new Refused("file_is_spreadsheet", "file", new(
                "엑셀 파일이나 압축 파일은 바로 읽을 수 없어요. CSV(쉼표로 분리)로 저장한 뒤 다시 올려 주세요.",
                "This is a spreadsheet or an archive. Save it as CSV and try again."));
        return first.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) ? new Unpacked(file) : file;
    }

    public static Refused Empty() =>
        new("file_empty", "file", new("파일이 비어 있어요.", "The file is empty."));

    /// <summary>
    /// A packed file that must be whole. The framework's reader takes a file that was cut off for one that ended, so a small packed end mark is put behind
    /// the file: only where the last part was whole does the mark come out again.
    /// </summary>
    private sealed class Unpacked : ForwardStream
    {
        private static readonly byte[] Mark = Encoding.ASCII.GetBytes("\0end of the packed file\0");
        private readonly Stream _file;
        private readonly GZipStream _unpacked;
        private readonly byte[] _held = new byte[1 << 16];
        private int _from, _to;
        private bool _ended;

        public Unpacked(Stream file)
        {
            _file = file;
            _unpacked = new GZipStream(new Joined(file, new MemoryStream(Packed(Mark))), CompressionMode.Decompress);
        }

        public override int Read(Span<byte> buffer)
        {
            while (!_ended && _to - _from <= Mark.Length) Fill();
            var ready = Math.Min(buffer.Length, _ended ? _to - _from : _to - _from - Mark.Length);
            _held.AsSpan(_from, ready).CopyTo(buffer);
            _from += ready;
            return ready;
        }

        private void Fill()
        {
            _held.AsSpan(_from, _to - _from).CopyTo(_held);
            (_from, _to) = (0, _to - _from);
            int read;
            try
            {
                read = _unpacked.Read(_held.AsSpan(_to));
            }
            catch (InvalidDataException)
            {
                throw Damaged();
            }
            _to += read;
            if (read > 0) return;
            if (!_held.AsSpan(0, _to).EndsWith(Mark)) throw Damaged();
            _to -= Mark.Length;
            _ended = true;
        }

        private static Refused Damaged() => new("file_damaged", "file", new(
            "압축 파일이 끊겼거나 망가졌어요. 파일을 다시 받아 주세요.",
            "The packed file is cut off or damaged. Fetch it again."));

        private static byte[] Packed(byte[] bytes)
        {
            var packed = new MemoryStream();
            using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(bytes);
            return packed.ToArray();
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _unpacked.Dispose();
            if (disposing) _file.Dispose();
            base.Dispose(disposing);
        }
    }
}
