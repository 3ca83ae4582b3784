package org.exeunt.datasets.shapes;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.data.Sha256;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.image.ImageInput;
import org.exeunt.datasets.image.PixelScaling;

/**
 * Draws the data set of shapes.
 *
 * <p>Labels cycle through the classes, so that all are equally frequent. Each example has its own random stream:
 * example i does not depend on the number of examples, and training and test examples use different streams.
 */
public record ShapesSource(Options options) implements DatasetSource {
    /**
     * Options of the data set.
     *
     * @param train number of training examples
     * @param test number of test examples
     * @param hardFraction probability that an image is hard
     * @param noise standard deviation of the noise in the hardest images, in intensities in [0, 1]
     */
    public record Options(
            @Option(
                            value = "Number of training examples",
                            defaultValue = "4000",
                            min = 1,
                            max = 500_000,
                            unit = "examples")
                    int train,
            @Option(value = "Number of test examples", defaultValue = "1000", min = 0, max = 500_000, unit = "examples")
                    int test,
            @Option(value = "Fraction of hard images", defaultValue = "0.3", min = 0, max = 1) double hardFraction,
            @Option(
                            value = "Standard deviation of the noise in the hardest images, in intensities from 0 "
                                    + "(black) to 1 (white)",
                            defaultValue = "0.05",
                            min = 0,
                            max = 0.5)
                    double noise) {}

    private static final int CHANNELS = 3;
    private static final PixelScaling SCALING = PixelScaling.unit(CHANNELS);
    private static final int RECORD_LENGTH = 1 + CHANNELS * Canvas.PIXELS;
    private static final double EASIEST_OF_HARD = 0.5;
    private static final double HARDEST_OF_EASY = 0.15;

    @Override
    public Dataset load(RandomStreams streams) {
        byte[] train = draw(options.train(), streams, "shapes-train");
        byte[] test = draw(options.test(), streams, "shapes-test");
        return Dataset.of(
                "Shapes",
                InputShape.image(CHANNELS, Canvas.SIDE, Canvas.SIDE),
                Shape.names(),
                SCALING.examples(train, 1, Canvas.PIXELS),
                SCALING.examples(test, 1, Canvas.PIXELS),
                List.of(new Dataset.File("shapes", options.train() + options.test(), Sha256.of(train, test))));
    }

    @Override
    public Optional<InputReader> inputReader() {
        return Optional.of(new ImageInput(CHANNELS, Canvas.SIDE, SCALING));
    }

    @Override
    public Optional<InputScaling> inputScaling() {
        return Optional.of(SCALING.ofBytes());
    }

    private byte[] draw(int count, RandomStreams streams, String purpose) {
        byte[] records = new byte[Math.multiplyExact(count, RECORD_LENGTH)];
        Shape[] shapes = Shape.values();
        for (int i = 0; i < count; i++) {
            int label = i % shapes.length;
            RandomGenerator random = streams.stream(purpose, i);
            records[i * RECORD_LENGTH] = (byte) label;
            new ShapePainter(difficulty(random), random)
                    .paint(shapes[label], options.noise(), records, i * RECORD_LENGTH + 1);
        }
        return records;
    }

    private double difficulty(RandomGenerator random) {
        boolean hard = random.nextDouble() < options.hardFraction();
        double within = random.nextDouble();
        return hard ? EASIEST_OF_HARD + (1 - EASIEST_OF_HARD) * within : HARDEST_OF_EASY * within;
    }
}
