package org.exeunt.trackers;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.tracking.RunTrackerPlugin;

/** Makes the tracker that writes event files for TensorBoard. */
public final class TensorBoardPlugin extends RunTrackerPlugin<TensorBoardPlugin.Options> {
    /**
     * Where event files go.
     *
     * @param dir a folder, in which each run gets one of its own
     */
    public record Options(
            @Option(value = "Folder in which each run gets a folder of event files", defaultValue = "tensorboard")
                    Path dir) {}

    /** Called by the service loader. */
    public TensorBoardPlugin() {
        super(
                "tensorboard",
                "Writes configuration, losses, accuracies, bytes and metrics of every round as event files that TensorBoard reads",
                Options.class,
                (options, context) -> new TensorBoard(context.resolve(options.dir()), System::currentTimeMillis));
    }
}
