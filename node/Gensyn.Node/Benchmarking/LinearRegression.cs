namespace Gensyn.Node.Benchmarking;

/// <summary>A line through points, or a plane: the sum of the squares of what it misses them by is the smallest.</summary>
/// <param name="Intercept">The value where all variables are zero.</param>
/// <param name="Slopes">By how much a value grows with each variable.</param>
/// <param name="Errors">The standard errors: of the intercept, where there is one, and of the slopes.</param>
internal sealed record LinearRegression(double Intercept, double[] Slopes, double[] Errors)
{
    // What is this much smaller than the largest number that it was subtracted from is what rounding left of zero.
    private const double Negligible = 1e-12;

    /// <summary>Fits points.</summary>
    /// <param name="points">The variables of each point.</param>
    /// <param name="values">The value at each point.</param>
    /// <param name="hasIntercept">Whether the line need not go through the origin.</param>
    public static LinearRegression Fit(IReadOnlyList<double[]> points, IReadOnlyList<double> values, bool hasIntercept)
    {
        int variables = points[0].Length;
        int first = hasIntercept ? 1 : 0;
        int size = variables + first;
        double[][] rows = [.. points.Select(p => hasIntercept ? (double[])[1, .. p] : [.. p])];

        // Columns of equal length keep the equations well conditioned, whatever the variables' units.
        double[] scales = [.. Enumerable.Range(0, size).Select(j => Math.Sqrt(rows.Sum(row => row[j] * row[j])))];
        foreach (double[] row in rows)
        {
            for (int j = 0; j < size; j++) row[j] = scales[j] == 0 ? 0 : row[j] / scales[j];
        }

        double[,] inverse = Invert(Products(rows, size), size);
        double[] weighted = [.. Enumerable.Range(0, size).Select(j => Enumerable.Range(0, rows.Length).Sum(i => rows[i][j] * values[i]))];
        double[] fitted = [.. Enumerable.Range(0, size).Select(j => Enumerable.Range(0, size).Sum(k => inverse[j, k] * weighted[k]))];
        double missed = Enumerable.Range(0, rows.Length).Sum(i => Square(values[i] - Enumerable.Range(0, size).Sum(j => rows[i][j] * fitted[j])));
        int free = rows.Length - size;
        double variance = free > 0 ? missed / free : 0;
        double[] errors = [.. Enumerable.Range(0, size).Select(j => Unscale(Math.Sqrt(Math.Max(0, variance * inverse[j, j])), scales[j]))];
        double[] all = [.. fitted.Select((value, j) => Unscale(value, scales[j]))];
        return new(hasIntercept ? all[0] : 0, all[first..], errors);
    }

    private static double Unscale(double value, double scale) => scale == 0 ? 0 : value / scale;

    private static double Square(double value) => value * value;

    private static double[,] Products(double[][] rows, int size)
    {
        double[,] products = new double[size, size];
        foreach (double[] row in rows)
        {
            for (int j = 0; j < size; j++)
            {
                for (int k = 0; k < size; k++) products[j, k] += row[j] * row[k];
            }
        }

        return products;
    }

    /// <summary>The inverse, by Gauss and Jordan; a variable that follows from the others is left out, with a slope of zero.</summary>
    private static double[,] Invert(double[,] matrix, int size)
    {
        double[,] inverse = new double[size, size];
        bool[] used = new bool[size];
        for (int j = 0; j < size; j++) inverse[j, j] = 1;
        for (int j = 0; j < size; j++)
        {
            // The matrix is symmetric and positive: its diagonal serves as pivots in order.
            double pivot = matrix[j, j];
            if (pivot <= Negligible) continue;
            used[j] = true;
            for (int k = 0; k < size; k++)
            {
                matrix[j, k] /= pivot;
                inverse[j, k] /= pivot;
            }

            for (int i = 0; i < size; i++)
            {
                double factor = matrix[i, j];
                if (i == j || factor == 0) continue;
                for (int k = 0; k < size; k++)
                {
                    matrix[i, k] -= factor * matrix[j, k];
                    inverse[i, k] -= factor * inverse[j, k];
                }
            }
        }

        for (int j = 0; j < size; j++)
        {
            for (int k = 0; k < size; k++)
            {
                if (!used[j] || !used[k]) inverse[j, k] = 0;
            }
        }

        return inverse;
    }
}
