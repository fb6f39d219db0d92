using Gensyn.Scale;

namespace Gensyn.Trie;

/// <summary>What both directions of compact proofs write of a node.</summary>
internal static class CompactNode
{
    /// <summary>Header, partial key and, where there are children, their bitmap: as they are, but for the kind of value.</summary>
    public static void WriteStart(ref ScaleWriter writer, NodeView view, ValueKind kind)
    {
        byte[] partial = new byte[view.PartialLength];
        for (int index = 0; index < partial.Length; index++) partial[index] = view.Partial(index);
        NodeFormat.WriteStart(ref writer, partial, view.Bitmap != 0, kind);
        if (view.Bitmap != 0) writer.WriteU16(view.Bitmap);
    }
}
