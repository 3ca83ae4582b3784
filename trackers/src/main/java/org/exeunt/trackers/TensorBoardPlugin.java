package org.exeunt.trackers;

import java.nio.file.Path;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.tracking.RunTracker;

/** Plugin of the tracker that writes event files for TensorBoard. */
public final class TensorBoardPlugin extends Plugin<RunTracker, TensorBoardPlugin.Options> {
    /**
     * Options of the tracker.
     *
     * @param dir parent of the folders of runs
     */
    public record Options(
            @Option(value = "Parent of the folders with the event files of runs", defaultValue = "tensorboard")
                    Path dir) {}

    /** Creates the plugin; called by the service loader. */
    public TensorBoardPlugin() {
        super(
                "tensorboard",
                "Writes configuration, losses, accuracies, bytes and metrics of every round as event files that "
                        + "TensorBoard reads",
                (options, context) -> new TensorBoard(context.resolve(options.dir()), System::currentTimeMillis));
    }
}
