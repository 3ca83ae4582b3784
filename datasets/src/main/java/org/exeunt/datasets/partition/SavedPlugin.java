package org.exeunt.datasets.partition;

import org.exeunt.api.data.Partitioner;
import org.exeunt.api.data.PartitionerPlugin;
import org.exeunt.api.plugin.ApiVersion;
import org.exeunt.api.plugin.SimplePlugin;

/**
 * Makes the partitioner that takes a partition from a JSON file,
 * {@code {"source": [file, ...], "clients": [{"train": [index, ...], "validation": [index, ...], "test": [index, ...]}, ...],
 * "common-test": [index, ...]}}; indices count from 0 through the records of the named files, one file after another. {@code validation} and
 * {@code common-test} may be left out. {@link SavedPartitionWriter} writes such files.
 */
public final class SavedPlugin extends SimplePlugin<Partitioner, SavedOptions>
        implements PartitionerPlugin<SavedOptions> {
    /** Makes the plugin. */
    public SavedPlugin() {
        super(
                Partitioner.class,
                "file",
                "A partition saved as JSON: the train and test examples of every client by index",
                SavedOptions.class,
                ApiVersion.CURRENT,
                (options, context) -> new SavedPartitioner(context.resolve(options.file()), context::warn));
    }
}
