package org.exeunt.datasets;

import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;

/** The content of data sets. */
public final class Content {
    private Content() {}

    /** Returns the values of an example. */
    public static float[] values(Dataset dataset, int index) {
        float[] values = new float[dataset.input().size()];
        dataset.all().copyTo(index, values, 0);
        return values;
    }

    /** Returns all labels. */
    public static int[] labels(Examples examples) {
        return IntStream.range(0, examples.size()).map(examples::label).toArray();
    }
}
