package org.example.application;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.runtime.run.Experiment;

/** Runs a configuration with each of several strategies: {@code Train CONFIGURATION STRATEGY...}. */
public final class Train {
    private Train() {}

    /** Prints a line per strategy. */
    public static void main(String[] arguments) {
        Experiment setting = Experiment.of(Path.of(arguments[0])).with(new RunTracker() {
            @Override
            public void warning(String sentence) {
                System.err.println(sentence);
            }
        });
        for (String strategy : List.of(arguments).subList(1, arguments.length)) {
            Experiment.Results results = setting.set("strategy", strategy).run();
            System.out.println(strategy + ": accuracy by exit " + results.evaluation().accuracy() + ", files in "
                    + results.directory());
        }
    }
}
