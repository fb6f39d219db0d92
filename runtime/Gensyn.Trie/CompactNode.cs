using Gensyn.Scale;

namespace Gensyn.Trie;

/// <summary>What both directions of compact proofs write of a node.</summary>
internal static class CompactNode
{
    /// <summary>Header, partial key and, where there are children, their bitmap: as they are, but for the kind of value.</summary>
    public static void WriteStart(ref ScaleWriter writer, NodeView view, ValueKind kind)
    {
        byte[] start = new byte[NodeFormat.MaxStartLength(view.PartialLength)];
        int length = NodeFormat.WriteStart(start, view.PartialKey, view.Bitmap != 0, kind);
        writer.WriteBytes(start.AsSpan(0, length));
        if (view.Bitmap != 0) writer.WriteU16(view.Bitmap);
    }
}
