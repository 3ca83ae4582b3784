package org.example.hello;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.testkit.contract.PluginContract;
import org.exeunt.testkit.contract.RunTrackerContract;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class RoundLogContractTest extends RunTrackerContract {
    @TempDir
    static Path folder;

    @Override
    protected List<PluginChoice<RunTracker>> variants() {
        return List.of(PluginChoice.of(new RoundLog.Provider(), new RoundLog.Options(folder.resolve("rounds.txt"))));
    }

    /** The plugin is registered and has valid options. */
    @Nested
    class AsPlugin extends PluginContract {
        @Override
        protected Plugin<?, ?> plugin() {
            return new RoundLog.Provider();
        }
    }
}
