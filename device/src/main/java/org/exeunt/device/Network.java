package org.exeunt.device;

/** An early-exit network: images, of which the first is the input, and steps of each stage and its head. Immutable. */
final class Network {
    /** Limit of the number of values of all images together. */
    static final long MOST_VALUES = 1 << 25;

    private static final int MOST_EXITS = 64;
    private static final int LONGEST = 1 << 20;

    /** Height, width and channels. */
    final int[][] images;

    final int classes;
    /** Size of the largest padded image. */
    final int padded;
    /** Most channels that a step computes. */
    final int channels;

    private final boolean channelsFirst;
    private final float[] means;
    private final float[] deviations;
    private final Step[][] steps;
    /** Images of the features of exits. */
    final int[] features;
    /** Where the features of each exit start among those of all exits; the last element is their number. */
    final int[] starts;
    /** Images of the logits of exits. */
    final int[] logits;
    /** Costs of leaving at exits. */
    final long[] macs;

    Network(ModelFile file, int classes) {
        this.classes = classes;
        channelsFirst = file.flag("the order of inputs");
        images = new int[file.next("the number of images", 1, file.numbers.length / 3)][3];
        long values = 0;
        for (int[] image : images) {
            for (int axis = 0; axis < 3; axis++) {
                image[axis] = file.next("the length of an image", 1, LONGEST);
            }
            values += size(image);
            ModelFile.require(values <= MOST_VALUES, "its images have more than %d values", MOST_VALUES);
        }
        means = file.nextArray("a mean", 0, inputSize());
        deviations = file.nextArray("a deviation", means.length, means.length);
        for (float deviation : deviations) {
            ModelFile.require(deviation != 0 && inputSize() % means.length == 0, "inputs cannot be scaled");
        }
        int exits = file.next("the number of exits", 1, MOST_EXITS);
        steps = new Step[exits][];
        features = new int[exits];
        starts = new int[exits + 1];
        logits = new int[exits];
        macs = new long[exits];
        long largest = 0;
        int most = 1;
        for (int k = 0; k < exits; k++) {
            features[k] = file.next("a feature", 0, images.length - 1);
            starts[k + 1] = starts[k] + (int) size(images[features[k]]);
            ModelFile.require(starts[k + 1] <= MOST_VALUES, "its exits have more than %d features", MOST_VALUES);
            logits[k] = file.next("logits", 0, images.length - 1);
            ModelFile.require(size(images[logits[k]]) == classes, "logits are not one for each class");
            long high = file.next("a cost", 0, Integer.MAX_VALUE);
            macs[k] = high << Integer.SIZE | file.next("a cost", Integer.MIN_VALUE, Integer.MAX_VALUE) & 0xffffffffL;
            steps[k] = new Step[file.next("the number of steps", 0, file.numbers.length)];
            for (int i = 0; i < steps[k].length; i++) {
                if (file.flag("the kind of a step")) {
                    Convolution convolution = new Convolution(file, images);
                    largest = Math.max(largest, convolution.padded());
                    most = Math.max(most, convolution.channels());
                    steps[k][i] = convolution;
                } else {
                    steps[k][i] = new Average(file, images);
                }
            }
        }
        padded = (int) largest;
        channels = most;
    }

    static long size(int[] image) {
        return (long) image[0] * image[1] * image[2];
    }

    int inputSize() {
        return (int) size(images[0]);
    }

    /** Scales an input and makes it the first image. */
    void start(float[] input, Workspace work) {
        if (input.length != inputSize()) {
            throw new IllegalArgumentException(
                    String.format("The input has %d values; expected %d.", input.length, inputSize()));
        }
        int channelCount = channelsFirst ? images[0][2] : 1;
        int perMean = input.length / Math.max(1, means.length);
        for (int i = 0, scale = 0, next = perMean, target = 0; i < input.length; i++, target += channelCount) {
            if (!(Math.abs(input[i]) <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        String.format("Value %d of the input is %s; expected finite values.", i, input[i]));
            }
            if (i == next) {
                scale++;
                next += perMean;
            }
            if (target >= input.length) {
                target -= input.length - 1;
            }
            work.images[0][target] = means.length == 0 ? input[i] : (input[i] - means[scale]) / deviations[scale];
        }
    }

    /** Runs the stage and the head of an exit; those of earlier exits must have run. */
    void run(int exit, Workspace work) {
        for (Step step : steps[exit]) {
            step.run(work);
        }
    }
}
