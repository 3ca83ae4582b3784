package org.exeunt.datasets.tinyimagenet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.DataFolder;
import org.exeunt.datasets.image.ImageInput;
import org.exeunt.datasets.image.ImageRecords;
import org.exeunt.datasets.image.ImageSetOptions;
import org.exeunt.datasets.image.Scaling;

/**
 * Reads Tiny ImageNet: training images sorted by class and name; as test examples the labelled validation images, in
 * the order of their annotations. The unlabelled test images are not read.
 *
 * <p>Warns if there are fewer classes or images than in the official set.
 */
public final class TinyImageNetSource implements DatasetSource {
    /** Plugin of Tiny ImageNet (Le, Yang, "Tiny ImageNet Visual Recognition Challenge", Stanford CS 231N, 2015). */
    public static final class Provider extends Plugin<DatasetSource, ImageSetOptions> {
        /** Creates the plugin; called by the service loader. */
        public Provider() {
            super(
                    "tinyimagenet",
                    "Tiny ImageNet: 110,000 photographs of 3 x 64 x 64 pixels in 200 classes, from its JPEG files",
                    (options, context) ->
                            new TinyImageNetSource(context.resolve(options.dir()), options.scaling(), context::warn));
        }
    }

    private static final String TITLE = "Tiny ImageNet";
    private static final int OFFICIAL_RECORDS = 110_000;
    private static final double[] MEANS = {0.4802, 0.4481, 0.3975};
    private static final double[] DEVIATIONS = {0.2770, 0.2691, 0.2821};

    private final Path path;
    private final Scaling scaling;
    private final Consumer<String> warnings;

    TinyImageNetSource(Path path, Scaling scaling, Consumer<String> warnings) {
        this.path = path;
        this.scaling = scaling;
        this.warnings = warnings;
    }

    @Override
    public Dataset load(RandomStreams streams) {
        DataFolder folder = DataFolder.open(TITLE, path, "wnids.txt, train and val");
        Synsets synsets = Synsets.read(folder);
        List<List<LabelledFile>> classes = synsets.trainingImages(folder);
        Annotations annotations = Annotations.read(folder, synsets);
        JpegRecords train =
                JpegRecords.decode(classes.stream().flatMap(List::stream).toList());
        JpegRecords test = JpegRecords.decode(annotations.images());

        List<Dataset.File> files = new ArrayList<>();
        files.add(synsets.file().describe(0));
        int start = 0;
        for (int label = 0; label < classes.size(); label++) {
            int end = start + classes.get(label).size();
            files.add(new Dataset.File("train/" + synsets.ids().get(label), end - start, train.checksum(start, end)));
            start = end;
        }
        int validation = annotations.images().size();
        files.add(annotations.file().describe(0));
        files.add(new Dataset.File("val/images", validation, test.checksum(0, validation)));
        folder.warnIfPartial(
                start + validation,
                OFFICIAL_RECORDS,
                "%d classes, %d training and %d validation images".formatted(classes.size(), start, validation),
                warnings);
        return Dataset.of(
                TITLE,
                InputShape.image(JpegRecords.CHANNELS, JpegRecords.SIDE, JpegRecords.SIDE),
                synsets.names(folder),
                examples(train),
                examples(test),
                files);
    }

    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(new ImageInput(JpegRecords.CHANNELS, JpegRecords.SIDE, scaling.of(MEANS, DEVIATIONS)));
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        return Optional.of(scaling.of(MEANS, DEVIATIONS).ofBytes());
    }

    private Examples examples(JpegRecords images) {
        return new ImageRecords(
                images.records(), JpegRecords.CHANNELS, JpegRecords.PLANE, scaling.of(MEANS, DEVIATIONS));
    }
}
