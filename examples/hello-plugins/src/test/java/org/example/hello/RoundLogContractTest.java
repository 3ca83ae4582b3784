package org.example.hello;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.testkit.contract.RunTrackerContract;
import org.junit.jupiter.api.io.TempDir;

class RoundLogContractTest extends RunTrackerContract {
    @TempDir
    static Path folder;

    @Override
    protected List<PluginChoice<RunTracker>> variants() {
        return List.of(new HelloPlugins().choose(RunTracker.class, "round-log", new RoundLog.Options(folder.resolve("rounds.txt"))));
    }
}
