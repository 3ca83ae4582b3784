package org.exeunt.it.plugins;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.api.tracking.RunTracker;
import org.exeunt.testkit.contract.RunTrackerContract;
import org.exeunt.testsupport.LoopbackMlflow;
import org.exeunt.trackers.MlflowOptions;
import org.exeunt.trackers.TensorBoardOptions;
import org.exeunt.trackers.TrackerPlugins;
import org.junit.jupiter.api.AfterAll;

/** Contract of the trackers of this repository; MLflow's uses a server on this machine that accepts every request. */
class TrackersContractTest extends RunTrackerContract {
    private static final Path EVENTS = Path.of("target", "contract-events").toAbsolutePath();

    private final LoopbackMlflow mlflow = new LoopbackMlflow();

    @Override
    protected List<PluginChoice<RunTracker>> variants() {
        return List.of(
                new TrackerPlugins().choose(RunTracker.class, "tensorboard", new TensorBoardOptions(EVENTS)),
                new TrackerPlugins().choose(RunTracker.class, "mlflow", new MlflowOptions(mlflow.uri(), "contract")));
    }

    @AfterAll
    void end() {
        mlflow.close();
    }
}
