namespace BfnProcGen.Training.Import;

/// <summary>Weights as matrices, stored row after row.</summary>
internal static class Matrix
{
    public static float[] Transposed(float[] matrix, int rows)
    {
        int columns = matrix.Length / rows;
        return [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[i % rows * columns + i / rows])];
    }

    /// <summary>The columns from <paramref name="first"/> on.</summary>
    public static float[] Columns(float[] matrix, int rows, int first, int count)
    {
        int columns = matrix.Length / rows;
        return [.. Enumerable.Range(0, rows * count).Select(i => matrix[i / count * columns + first + i % count])];
    }

    /// <summary>Rows in another order: row i is row <paramref name="from"/>(i) of the matrix.</summary>
    public static float[] Rows(float[] matrix, int rows, Func<int, int> from)
    {
        int columns = matrix.Length / rows;
        return [.. Enumerable.Range(0, matrix.Length).Select(i => matrix[from(i / columns) * columns + i % columns])];
    }

    /// <summary>The product with a matrix of <paramref name="inner"/> rows.</summary>
    public static float[] Product(float[] left, float[] right, int inner)
    {
        int rows = left.Length / inner, columns = right.Length / inner;
        var product = new float[rows * columns];
        for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++)
        {
            double sum = 0;
            for (int i = 0; i < inner; i++) sum += (double)left[row * inner + i] * right[i * columns + column];
            product[row * columns + column] = (float)sum;
        }
        return product;
    }
}
