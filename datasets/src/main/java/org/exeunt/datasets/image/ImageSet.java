package org.exeunt.datasets.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.exeunt.api.data.Dataset;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.data.InputShape;
import org.exeunt.api.plugin.PluginContext;
import org.exeunt.api.random.RandomStreams;
import org.exeunt.datasets.files.DataFolder;

/** Reads a published set of images; warns if it has other than its official number of records. */
public abstract class ImageSet implements DatasetSource {
    private final Form form;
    private final Path dir;
    private final PixelScaling scaling;
    private final Consumer<String> warnings;

    /**
     * What is known of a set.
     *
     * @param title name of the set
     * @param content files of its folder, for messages
     * @param channels channels of its images
     * @param side height and width of its images, in pixels
     * @param records official number of images
     * @param means mean of each channel over the training images, in [0, 1]
     * @param deviations standard deviation of each channel
     */
    public record Form(
            String title, String content, int channels, int side, int records, double[] means, double[] deviations) {}

    /**
     * The content of a folder.
     *
     * @param classes names of the classes
     * @param files files that were read, with their numbers of images
     */
    public record Content(List<String> classes, Examples train, Examples test, List<Dataset.File> files) {}

    /** Creates the data set. */
    protected ImageSet(Form form, ImageSetOptions options, PluginContext context) {
        this.form = form;
        this.dir = context.resolve(options.dir());
        this.scaling = options.scaling().of(form.means(), form.deviations());
        this.warnings = context::warn;
    }

    /** Reads an existing folder. */
    protected abstract Content read(DataFolder folder, PixelScaling scaling);

    @Override
    public final Dataset load(RandomStreams streams) {
        DataFolder folder = DataFolder.open(form.title(), dir, form.content());
        Content content = read(folder, scaling);
        folder.check(content.files(), form.records(), warnings);
        return Dataset.of(
                form.title(),
                InputShape.image(form.channels(), form.side(), form.side()),
                content.classes(),
                content.train(),
                content.test(),
                content.files());
    }

    @Override
    public final Optional<InputReader> inputReader() {
        return Optional.of(new ImageInput(form.channels(), form.side(), scaling));
    }

    @Override
    public final Optional<InputScaling> inputScaling() {
        return Optional.of(scaling.ofBytes());
    }
}
