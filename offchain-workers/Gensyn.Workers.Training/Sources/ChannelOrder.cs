namespace Gensyn.Workers.Training.Sources;

/// <summary>Where an array of images has its channels.</summary>
public enum ChannelOrder
{
    /// <summary>[rows, H, W, C].</summary>
    Last,

    /// <summary>[rows, C, H, W], as PyTorch has them.</summary>
    First,
}
