using System.Net;
using System.Net.Http.Headers;
using Gensyn.Primitives;

namespace Gensyn.Workers.Artefacts;

/// <summary>Fetches artefacts from other parties' servers into the local store.</summary>
/// <remarks>Nothing is believed: every chunk is hashed before it is kept. A broken transfer is resumed with a range, a failing server retried with back-off.</remarks>
public sealed class ArtefactClient : IDisposable
{
    private const int Attempts = 4;
    private readonly HttpClient _http;
    private readonly ArtefactStore _store;
    private readonly TimeProvider _time;

    /// <summary>A client that keeps what it fetches in this store.</summary>
    public ArtefactClient(ArtefactStore store, TimeProvider? time = null)
    {
        _store = store;
        _time = time ?? TimeProvider.System;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5), UseProxy = false })
        {
            Timeout = TimeSpan.FromSeconds(30),
        };
    }

    /// <summary>A whole artefact, from the local store or from the server.</summary>
    /// <param name="endpoint">The server's base address.</param>
    /// <param name="address">The artefact's address.</param>
    /// <param name="maximumLength">More bytes than this are refused before they are fetched.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ArtefactException">The server has it not, or serves something else.</exception>
    public async Task<byte[]> GetAsync(Uri endpoint, H256 address, ulong maximumLength, CancellationToken cancellation = default)
    {
        byte[] head = await GetChunkAsync(endpoint, address, cancellation).ConfigureAwait(false);
        Manifest manifest = ArtefactStore.ParseManifest(address, head, maximumLength);
        byte[] content = new byte[manifest.Length];
        for (int i = 0; i < manifest.Chunks.Length; i++)
        {
            byte[] chunk = await GetChunkAsync(endpoint, manifest.Chunks[i], cancellation).ConfigureAwait(false);
            ArtefactStore.RequireLength(manifest, i, chunk.Length);
            chunk.CopyTo(content, (long)i * Chunk.MaxLength);
        }

        return content;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<byte[]> GetChunkAsync(Uri endpoint, H256 address, CancellationToken cancellation)
    {
        if (_store.GetChunk(address) is { } known) return known;
        Uri location = new(endpoint, $"/artefacts/{Convert.ToHexStringLower(address.Span)}");
        using MemoryStream received = new();
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await ReceiveAsync(location, received, cancellation).ConfigureAwait(false);
                break;
            }
            catch (Exception e) when (e is HttpRequestException or IOException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
            {
                if (attempt == Attempts) throw new ArtefactException($"{location} could not be fetched in {Attempts} attempts: {e.Message}", e);
                await Task.Delay(TimeSpan.FromMilliseconds(100 << (2 * attempt)), _time, cancellation).ConfigureAwait(false);
            }
        }

        ReadOnlySpan<byte> bytes = received.GetBuffer().AsSpan(0, (int)received.Length);
        if (Chunk.AddressOf(bytes) != address) throw new ArtefactException($"{location} served bytes that do not match their address.");
        _store.PutChunk(bytes);
        return bytes.ToArray();
    }

    private async Task ReceiveAsync(Uri location, MemoryStream received, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, location);
        if (received.Length > 0) request.Headers.Range = new RangeHeaderValue(received.Length, null);
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound) throw new ArtefactException($"{location} is not served there.");
        response.EnsureSuccessStatusCode();

        // A server that ignores the range starts over, and so do we.
        if (response.StatusCode != HttpStatusCode.PartialContent) received.SetLength(0);
        using Stream body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        byte[] buffer = new byte[64 * 1024];
        int read;
        while ((read = await body.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            if (received.Length + read > Chunk.MaxLength) throw new ArtefactException($"{location} serves more than a chunk holds ({Chunk.MaxLength} bytes).");
            received.Write(buffer, 0, read);
        }
    }
}
