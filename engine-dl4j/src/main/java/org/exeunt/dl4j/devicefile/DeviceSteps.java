package org.exeunt.dl4j.devicefile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.exeunt.dl4j.kernels.Window;

/**
 * The steps of a network for devices, in the form of {@link org.exeunt.device.ModelFile}. Images are
 * {@code [height, width, channels]}, and vectors are images of one position.
 */
public final class DeviceSteps {
    private final List<int[]> images = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();
    private final List<float[]> arrays = new ArrayList<>();
    private Function<String, float[]> parameters;
    private int steps;

    /**
     * An image.
     *
     * @param channels number of channels that are written so far; more may be added
     */
    public record Image(int number, int height, int width, int channels) {}

    /** Adds an image without channels. */
    public Image image(long height, long width) {
        images.add(new int[] {(int) height, (int) width, 0});
        return new Image(images.size() - 1, (int) height, (int) width, 0);
    }

    /** Adds channels to an image, and returns it with them. */
    public Image grown(Image image, long channels) {
        int all = images.get(image.number())[2] += (int) channels;
        return new Image(image.number(), image.height(), image.width(), all);
    }

    /** Returns the values of a parameter of the layer in memory order, as {@code OnnxNodes.values} does. */
    public float[] values(String parameter) {
        return parameters.apply(parameter);
    }

    /** Sets the source of the parameters of the next layer. */
    public void startLayer(Function<String, float[]> ofLayer) {
        parameters = ofLayer;
    }

    /** Adds a convolution without pooling. */
    public Image convolution(Image x, Window window, float[] filters, float[] bias, boolean relu, Image added) {
        Image y = image(window.outputLength(x.height()), window.outputLength(x.width()));
        return convolution(x, y, List.of(window, window), List.of(1, 1), filters, bias, relu, added);
    }

    /**
     * Adds a convolution; of a vector, a dense layer.
     *
     * @param y the image to which its channels are added
     * @param windows along height and width
     * @param pools length of a max-pooling window along height and width
     * @param filters {@code [out, in, kernel height, kernel width]}
     * @param added image that is added before ReLU; null for none
     * @return the image with the new channels
     */
    public Image convolution(
            Image x,
            Image y,
            List<Window> windows,
            List<Integer> pools,
            float[] filters,
            float[] bias,
            boolean relu,
            Image added) {
        steps++;
        add(1, x.number(), x.channels(), y.number(), y.channels(), added == null ? -1 : added.number(), relu ? 1 : 0);
        for (int axis = 0; axis < 2; axis++) {
            Window window = windows.get(axis);
            add(window.kernel(), window.stride(), window.before(), pools.get(axis));
        }
        arrays.add(bias);
        int taps = windows.get(0).kernel() * windows.get(1).kernel();
        for (int row = 0; row < taps * x.channels(); row++) {
            float[] weights = new float[bias.length];
            for (int o = 0; o < weights.length; o++) {
                weights[o] = filters[(o * x.channels() + row % x.channels()) * taps + row / x.channels()];
            }
            arrays.add(weights);
        }
        return grown(y, bias.length);
    }

    /** Adds the mean over the cells of a grid, as a vector; the grid is at most as large as the image. */
    public Image average(Image x, int grid) {
        steps++;
        int rows = Math.min(grid, x.height());
        int columns = Math.min(grid, x.width());
        Image y = grown(image(1, 1), (long) rows * columns * x.channels());
        add(0, x.number(), x.channels(), y.number(), rows, columns);
        return y;
    }

    private void add(int... more) {
        Arrays.stream(more).forEach(numbers::add);
    }

    /** Returns the numbers of the steps since the last call, after their count. */
    public List<Integer> takeSteps() {
        List<Integer> taken = new ArrayList<>(List.of(steps));
        taken.addAll(numbers);
        numbers.clear();
        steps = 0;
        return taken;
    }

    /** Returns height, width and channels of all images. */
    public List<int[]> images() {
        return images;
    }

    /** Returns the arrays of all steps. */
    public List<float[]> arrays() {
        return arrays;
    }
}
