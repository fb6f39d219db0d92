using System.Net;
using System.Net.Sockets;
using System.Text;
using Gensyn.Primitives;
using Gensyn.Workers.Artefacts;
using Xunit;

namespace Gensyn.Workers.Tests.Artefacts;

public sealed class ArtefactTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("gensyn-artefacts-").FullName;
    private readonly ArtefactStore _remote;
    private readonly ArtefactStore _local;

    public ArtefactTests()
    {
        _remote = new(Path.Combine(_directory, "remote"));
        _local = new(Path.Combine(_directory, "local"));
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk.MaxLength)]
    [InlineData(Chunk.MaxLength + 1)]
    [InlineData((3 * Chunk.MaxLength) - 7)]
    public async Task Get_OverHttp_BringsTheSameBytes(int length)
    {
        byte[] content = Content(length);
        H256 address = await _remote.PutAsync(new MemoryStream(content));
        Assert.Equal(address, _remote.Put(content));
        await using ArtefactServer server = await ArtefactServer.StartAsync(_remote, IPAddress.Loopback, 0);
        using ArtefactClient client = new(_local);

        byte[] fetched = await client.GetAsync(server.Endpoint, address, (ulong)length);

        Assert.Equal(content, fetched);
        Assert.Equal(content, _local.Get(address, (ulong)length));
    }

    [Fact]
    public async Task Get_OfWhatIsLocal_AsksNobody()
    {
        H256 address = _local.Put([1, 2, 3]);
        using ArtefactClient client = new(_local);

        Assert.Equal([1, 2, 3], await client.GetAsync(new Uri("http://127.0.0.1:1"), address, 3));
    }

    [Fact]
    public async Task Get_LongerThanExpected_IsRefusedBeforeTheChunksAreFetched()
    {
        H256 address = _remote.Put(Content(Chunk.MaxLength * 2));
        await using ArtefactServer server = await ArtefactServer.StartAsync(_remote, IPAddress.Loopback, 0);
        using ArtefactClient client = new(_local);

        ArtefactException refused = await Assert.ThrowsAsync<ArtefactException>(() => client.GetAsync(server.Endpoint, address, 1000));

        Assert.Contains("at most 1000", refused.Message, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(Path.Combine(_directory, "local"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Get_OfAnUnknownAddress_SaysThatItIsNotServed()
    {
        await using ArtefactServer server = await ArtefactServer.StartAsync(_remote, IPAddress.Loopback, 0);
        using ArtefactClient client = new(_local);

        ArtefactException missing = await Assert.ThrowsAsync<ArtefactException>(() => client.GetAsync(server.Endpoint, default, 1));

        Assert.Contains("not served", missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_FromALiar_IsRefusedAndNotKept()
    {
        H256 address = _local.Put([1]);
        Directory.Delete(Path.Combine(_directory, "local"), recursive: true);
        using RawServer liar = new(static _ => "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nlies"u8.ToArray());
        using ArtefactClient client = new(new ArtefactStore(Path.Combine(_directory, "local")));

        ArtefactException refused = await Assert.ThrowsAsync<ArtefactException>(() => client.GetAsync(liar.Endpoint, address, 1));

        Assert.Contains("do not match", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_directory, "local"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Get_AfterABrokenTransfer_AsksForTheRestOnly()
    {
        byte[] content = Content(1000);
        H256 chunk = _remote.PutChunk(content);
        H256 address = _remote.PutChunk(new Manifest(1000, [chunk]).ToBytes());
        _local.PutChunk(new Manifest(1000, [chunk]).ToBytes());
        List<string> requests = [];
        using RawServer flaky = new(request =>
        {
            requests.Add(request);
            return requests.Count == 1
                ? [.. "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n"u8, .. content.AsSpan(0, 600)]
                : [.. "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 600-999/1000\r\nContent-Length: 400\r\nConnection: close\r\n\r\n"u8, .. content.AsSpan(600)];
        });
        using ArtefactClient client = new(_local);

        Assert.Equal(content, await client.GetAsync(flaky.Endpoint, address, 1000));
        Assert.Contains("Range: bytes=600-", requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public void GetChunk_DamagedOnDisk_IsNoticed()
    {
        H256 address = _local.PutChunk([1, 2, 3]);
        string file = Directory.EnumerateFiles(Path.Combine(_directory, "local"), "*", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(file, [1, 2, 4]);

        Assert.Contains("damaged", Assert.Throws<ArtefactException>(() => _local.GetChunk(address)).Message, StringComparison.Ordinal);
        Assert.Equal(address, _local.PutChunk([1, 2, 3]));
        Assert.Equal([1, 2, 3], _local.GetChunk(address));
    }

    [Theory]
    [InlineData("GET /artefacts/xyz", 400)]
    [InlineData("GET /artefacts/..%2F..%2Fetc%2Fpasswd", 400)]
    [InlineData("PUT /artefacts/0000000000000000000000000000000000000000000000000000000000000000", 405)]
    public async Task Server_AskedForNonsense_AnswersAndGoesOn(string request, int status)
    {
        await using ArtefactServer server = await ArtefactServer.StartAsync(_remote, IPAddress.Loopback, 0);
        string[] parts = request.Split(' ');
        using HttpClient http = new();
        using HttpRequestMessage message = new(new HttpMethod(parts[0]), server.Endpoint + parts[1][1..]);

        Assert.Equal(status, (int)(await http.SendAsync(message)).StatusCode);
        Assert.Equal("ok", await http.GetStringAsync(new Uri(server.Endpoint, "/health")));
    }

    [Fact]
    public void Manifest_OfAnyBytes_ParsesOrNotButNeverThrows()
    {
        Random random = new(7);
        for (int i = 0; i < 10_000; i++)
        {
            byte[] bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            if (i % 2 == 0 && bytes.Length >= 4) "GAM1"u8.CopyTo(bytes);
            if (Manifest.TryParse(bytes, out Manifest manifest)) Assert.Equal(bytes, manifest.ToBytes());
        }
    }

    private static byte[] Content(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        return content;
    }

    /// <summary>Answers each connection with fixed bytes, as no well-behaved server would.</summary>
    private sealed class RawServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public RawServer(Func<string, byte[]> answer)
        {
            _listener.Start();
            Endpoint = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
            _ = ServeAsync(answer);
        }

        public Uri Endpoint { get; }

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync(Func<string, byte[]> answer)
        {
            try
            {
                while (true)
                {
                    using TcpClient connection = await _listener.AcceptTcpClientAsync();
                    NetworkStream stream = connection.GetStream();
                    byte[] buffer = new byte[4096];
                    int read = await stream.ReadAsync(buffer);
                    await stream.WriteAsync(answer(Encoding.ASCII.GetString(buffer, 0, read)));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        }
    }
}
