package org.exeunt.datasets.partition;

import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.InputShape;
import org.exeunt.datasets.image.ImageRecords;
import org.exeunt.datasets.image.PixelScaling;

/** Data sets of which only the labels matter. */
final class LabelledDatasets {
    private LabelledDatasets() {}

    /** Classes take turns; the first half is the file a.bin, the rest b.bin. */
    static Dataset of(int examples, int classes) {
        int half = examples / 2;
        return new Dataset(
                "Turns",
                InputShape.vector(1),
                IntStream.range(0, classes).mapToObj(label -> "class " + label).toList(),
                records(0, half, classes),
                records(half, examples, classes),
                List.of(new Dataset.File("a.bin", half, "a"), new Dataset.File("b.bin", examples - half, "b")));
    }

    private static ImageRecords records(int from, int to, int classes) {
        byte[] records = new byte[2 * (to - from)];
        for (int i = from; i < to; i++) {
            records[2 * (i - from)] = (byte) (i % classes);
        }
        return new ImageRecords(records, 1, 1, PixelScaling.unit(1));
    }
}
