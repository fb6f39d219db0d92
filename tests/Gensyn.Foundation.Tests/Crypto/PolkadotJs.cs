using System.Diagnostics;
using System.Globalization;
using System.Text;
using Gensyn.Testing;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

/// <summary>Calls of @polkadot's JavaScript and WebAssembly cryptography, answered all at once by one process of Node.js.</summary>
internal sealed class PolkadotJs
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly List<string> _calls = [];
    private readonly List<Action<string>> _checks = [];

    /// <summary>Notes a call, and what its answer must be.</summary>
    public void Expect(string answer, string name, params object[] arguments) =>
        Ask(actual => Assert.True(answer == actual, $"{Line(name, arguments)}\n@polkadot: {actual}\nhere:      {answer}"), name, arguments);

    /// <summary>Notes a call, and what to do with its answer.</summary>
    public void Ask(Action<string> check, string name, params object[] arguments)
    {
        _calls.Add(Line(name, arguments));
        _checks.Add(check);
    }

    /// <summary>Makes the calls and looks at the answers.</summary>
    public void Run()
    {
        string folder = Directory.CreateTempSubdirectory("gensyn-crypto-").FullName;
        try
        {
            string calls = Path.Combine(folder, "calls"), answers = Path.Combine(folder, "answers");
            File.WriteAllLines(calls, _calls);
            ProcessStartInfo start = new(NodeFactAttribute.NodeExecutable!, [Repository.PathOf("tests", "clients", "crypto.mjs"), calls, answers])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"Node.js did not end within {Limit.TotalSeconds} s.");
            }

            Assert.True(process.ExitCode == 0, errors.Result);
            string[] lines = File.ReadAllLines(answers);
            Assert.Equal(_calls.Count, lines.Length);
            for (int i = 0; i < lines.Length; i++) _checks[i](lines[i]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Line(string name, object[] arguments) => string.Join(' ', arguments.Select(Word).Prepend(name));

    private static string Word(object argument) => argument switch
    {
        int number => "#" + number.ToString(CultureInfo.InvariantCulture),
        string text => Word(Encoding.UTF8.GetBytes(text)),
        byte[] { Length: 0 } => "-",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        _ => throw new ArgumentException("No argument of a call.", nameof(argument)),
    };
}
