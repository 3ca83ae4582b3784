package org.exeunt.datasets.mnist;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.Examples;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.datasets.files.DataFolder;
import org.exeunt.datasets.image.ImageSet;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.PixelScaling;

/** Reads MNIST from its four files. */
public final class MnistSource extends ImageSet {

    private static final int SIDE = 28;
    private static final int PIXELS = SIDE * SIDE;
    private static final Form FORM = new Form(
            "MNIST",
            "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, "
                    + "each plain or with .gz",
            1,
            SIDE,
            70_000,
            new double[] {0.1307},
            new double[] {0.3081});

    /** Creates the data set. */
    public MnistSource(ImageSetOptions options, PluginContext context) {
        super(FORM, options, context);
    }

    @Override
    protected Content read(DataFolder folder, PixelScaling scaling) {
        List<Dataset.File> files = new ArrayList<>();
        Examples train = examples(folder, "train", scaling, files);
        Examples test = examples(folder, "t10k", scaling, files);
        return new Content(IntStream.range(0, 10).mapToObj(String::valueOf).toList(), train, test, files);
    }

    private static Examples examples(DataFolder folder, String part, PixelScaling scaling, List<Dataset.File> files) {
        IdxFile images = IdxFile.read(folder, part + "-images-idx3-ubyte", SIDE, SIDE);
        IdxFile labels = IdxFile.read(folder, part + "-labels-idx1-ubyte");
        if (images.count() != labels.count()) {
            throw labels.file()
                    .invalid(labels.count() + " labels", "one for each of %d images".formatted(images.count()));
        }
        files.add(images.file().describe(images.count()));
        files.add(labels.file().describe(0));
        return Examples.of(
                IntStream.range(0, labels.count())
                        .map(i -> labels.values()[i] & 0xFF)
                        .toArray(),
                (index, target, offset) -> scaling.scale(images.values(), index * PIXELS, PIXELS, target, offset));
    }
}
