package org.exeunt.datasets.ucihar;

import org.exeunt.api.data.DatasetPlugin;

/**
 * Plugin of UCI HAR (Anguita, Ghio, Oneto, Parra, Reyes-Ortiz, "A Public Domain Dataset for Human Activity Recognition
 * Using Smartphones", ESANN 2013).
 */
public final class UciHarPlugin extends DatasetPlugin<UciHarOptions> {
    /** Creates the plugin; called by the service loader. */
    public UciHarPlugin() {
        super(
                "ucihar",
                "UCI HAR: 10,299 windows of 9 motion signals x 128 readings in 6 activities, worn by 30 people",
                UciHarOptions.class,
                (options, context) -> new UciHarSource(context.resolve(options.dir()), context::warn));
    }
}
