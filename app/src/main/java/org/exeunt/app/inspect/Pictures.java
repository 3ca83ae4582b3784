package org.exeunt.app.inspect;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.exeunt.api.data.InputShape;

/**
 * Pictures of images and time series. Each channel is scaled to its full range, because the scaling of a data set may be
 * unknown.
 */
final class Pictures {
    private static final int CHANNELS = 12;
    private static final int POINTS = 48;
    private static final int BAND = 40;

    private final InputShape shape;
    private final List<float[]> inputs;
    private final int plane;
    private final float[] least;
    private final float[] range;

    /**
     * Creates pictures of inputs.
     *
     * @param shape of images or time series
     * @param inputs which define the range of each channel
     */
    Pictures(InputShape shape, List<float[]> inputs) {
        this.shape = shape;
        this.inputs = inputs;
        int channels = shape.lengths().get(0);
        this.plane = shape.size() / channels;
        this.least = new float[channels];
        this.range = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            int from = channel * plane;
            double[] values = inputs.stream()
                    .flatMapToDouble(
                            input -> IntStream.range(from, from + plane).mapToDouble(i -> input[i]))
                    .sorted()
                    .toArray();
            least[channel] = values.length == 0 ? 0 : (float) values[0];
            range[channel] = values.length == 0 ? 0 : (float) (values[values.length - 1] - values[0]);
        }
    }

    /** Returns whether inputs are grey or colour images. */
    static boolean areImages(InputShape shape) {
        return shape.isImage() && List.of(1, 3).contains(shape.lengths().get(0));
    }

    /** Returns the value of a place of a channel in [0, 1]; 0 if the channel is constant. */
    private float scaled(float[] input, int channel, int place) {
        return range[channel] > 0 ? (input[channel * plane + place] - least[channel]) / range[channel] : 0;
    }

    /**
     * Returns the images.
     *
     * @param side maximum of height and width; larger images are reduced by the mean of squares of pixels
     */
    List<BufferedImage> images(int side) {
        int height = shape.lengths().get(1);
        int width = shape.lengths().get(2);
        int step = (Math.max(height, width) + side - 1) / side;
        List<BufferedImage> images = new ArrayList<>();
        for (float[] input : inputs) {
            BufferedImage image = new BufferedImage(
                    Math.max(1, width / step), Math.max(1, height / step), BufferedImage.TYPE_INT_RGB);
            for (int pixel = 0; pixel < image.getWidth() * image.getHeight(); pixel++) {
                int x = pixel % image.getWidth();
                int y = pixel / image.getWidth();
                int rgb = 0;
                for (int colour = 0; colour < 3; colour++) {
                    int channel = Math.min(colour, least.length - 1);
                    float sum = 0;
                    for (int i = 0; i < step * step; i++) {
                        int row = Math.min(height - 1, y * step + i / step);
                        sum += scaled(input, channel, row * width + Math.min(width - 1, x * step + i % step));
                    }
                    rgb = rgb << 8 | Math.round(255 * sum / (step * step));
                }
                image.setRGB(x, y, rgb);
            }
            images.add(image);
        }
        return images;
    }

    /** Returns images of one size next to each other as a data address. */
    static String png(List<BufferedImage> images, int width, int height) {
        int step = width + Math.max(1, height / 16);
        BufferedImage row = new BufferedImage(
                Math.max(1, step * images.size() - step + width), height, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < images.size(); i++) {
            row.createGraphics().drawImage(images.get(i), i * step, 0, null);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(row, "png", out);
        } catch (IOException impossibleInMemory) {
            throw new UncheckedIOException(impossibleInMemory);
        }
        return address("image/png", bytes.toByteArray());
    }

    /** Returns the time series as addresses of drawings, with a line for each of the first channels. */
    List<String> lines() {
        int bands = Math.min(CHANNELS, least.length);
        int points = Math.min(POINTS, plane);
        List<String> drawings = new ArrayList<>();
        for (float[] input : inputs) {
            StringBuilder path = new StringBuilder();
            for (int band = 0; band < bands; band++) {
                int before = 0;
                for (int point = 0; point < points; point++) {
                    float value = scaled(input, band, (int) ((long) point * plane / points));
                    int height = Math.round(BAND * (band + 1 - 0.9f * value));
                    path.append(point == 0 ? "M0 " + height + "l" : "1 " + (height - before) + " ");
                    before = height;
                }
            }
            String drawing = ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='-1 0 %d %d' preserveAspectRatio='none'>"
                            + "<path d='%s' fill='none' stroke='#3a8fc7' vector-effect='non-scaling-stroke'/></svg>")
                    .formatted(points + 1, BAND * bands, path);
            drawings.add(address("image/svg+xml", drawing.getBytes(StandardCharsets.UTF_8)));
        }
        return drawings;
    }

    private static String address(String type, byte[] content) {
        return "data:%s;base64,%s".formatted(type, Base64.getEncoder().encodeToString(content));
    }
}
