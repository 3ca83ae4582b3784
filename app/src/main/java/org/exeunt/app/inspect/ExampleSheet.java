package org.exeunt.app.inspect;

import org.exeunt.api.data.Dataset;

/** Draws some examples of each class as images, series or rows of numbers, depending on their shape. */
public final class ExampleSheet {
    private ExampleSheet() {}

    /** Returns the sheet as a PNG file. */
    public static byte[] png(Dataset dataset) {
        int axes = dataset.input().lengths().size();
        if (dataset.input().isImage()
                && ImageSheet.canShow(dataset.input().lengths().get(0))) {
            return ImageSheet.png(dataset);
        }
        return axes == 2 ? SeriesSheet.png(dataset) : ValueSheet.png(dataset);
    }

    static String subtitle(Dataset dataset, int classes, String text) {
        return classes < dataset.classes()
                ? "%s; the first %d of %d classes".formatted(text, classes, dataset.classes())
                : text;
    }
}
