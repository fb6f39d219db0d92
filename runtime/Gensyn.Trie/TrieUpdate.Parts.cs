using System.Runtime.ExceptionServices;

namespace Gensyn.Trie;

/// <content>Large updates in parts that others may work on at once.</content>
/// <remarks>
/// The upper nodes, to which many changes go, are taken apart first; every subtree to which fewer go is a part, an update of its own. When all parts
/// are done, the upper nodes are laid out, lowest first. What comes of it depends on the changes alone, not on who did which part and when.
/// </remarks>
internal sealed partial class TrieUpdate
{
    // Fewer are done sooner than divided.
    private const int FewestChanges = 256;
    private const int FewestInPart = 32;
    private const int UsualParts = 64;

    private Outcome WalkInParts(in Frame top, IParallel parallel, out NodeRef result)
    {
        List<Part> parts = Divide(top);
        parallel.Run(parts.Count, number => parts[number].Run());
        try
        {
            foreach (Part part in parts) TakeOver(part);
        }
        finally
        {
            // Those after one that failed were not taken over.
            foreach (Part part in parts) part.Update?.Dispose();
        }

        // Parents come before their children.
        for (int index = _count - 1; ; index--)
        {
            Outcome outcome = Finish(_frames[index], out result);
            if (index == 0) return outcome;
            Settle(_frames[index], outcome, result);
        }
    }

    private void TakeOver(Part part)
    {
        part.Failure?.Throw();
        if (part.Update is not { } update) throw new InvalidOperationException("The host has left out a part of the work.");
        _removed.AddRange(update._removed);
        NodeRef child = part.Result;
        _nodes.TakeOver(update._nodes, ref child);
        update.Dispose();
        Settle(part.Node, part.Outcome, child);
    }

    /// <summary>Enters the nodes to which many changes go.</summary>
    /// <returns>What hangs below them.</returns>
    private List<Part> Divide(in Frame top)
    {
        int most = Math.Max(FewestInPart, _changes.Length / UsualParts);
        List<Part> parts = [];
        EnterAny(top);
        for (int index = 0; index < _count; index++)
        {
            while (_frames[index].Next < _frames[index].To)
            {
                Frame child = NextChild(ref _frames[index], index);
                if (child.To - child.From <= most) parts.Add(new Part(this, child));
                else EnterAny(child);
            }
        }

        return parts;
    }

    private void EnterAny(Frame frame)
    {
        Load(ref frame);
        if (frame.IsNew) EnterNew(frame);
        else Enter(frame);
    }

    /// <summary>Enters a place without a node, where one would be if all changes were to stay.</summary>
    private void EnterNew(Frame frame)
    {
        NibbleSlice first = NibbleSlice.Of(_changes[frame.From].Key, frame.Depth);
        frame.End = frame.Depth + first.CommonPrefix(NibbleSlice.Of(_changes[frame.To - 1].Key, frame.Depth));
        frame.Children = _nodes.OpenBranch();
        frame.Next = frame.From;
        frame.Split = Frame.NoSplit;
        if (_changes[frame.From].Key.Length * 2 == frame.End)
        {
            ApplyValue(ref frame, frame.From);
            frame.Next++;
        }

        Push(frame);
    }

    /// <summary>A subtree and its changes.</summary>
    private sealed class Part(TrieUpdate whole, Frame node)
    {
        public Frame Node => node;

        public TrieUpdate? Update { get; private set; }

        public Outcome Outcome { get; private set; }

        public NodeRef Result { get; private set; }

        public ExceptionDispatchInfo? Failure { get; private set; }

        public void Run()
        {
            TrieUpdate? update = null;
            try
            {
                update = new(whole._trie, whole._changes, whole._version, whole._keeps, node.To - node.From, node.To);
                Outcome = update.Walk(node, out NodeRef result);
                Result = result;
                update._nodes.HashAll();
                Update = update;
            }
            catch (Exception exception)
            {
                // A missing node, or whatever else the store says, comes out where the update was asked for.
                Failure = ExceptionDispatchInfo.Capture(exception);
                update?.Dispose();
            }
        }
    }
}
