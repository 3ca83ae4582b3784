package org.exeunt.it;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.plugin.Choice;
import org.exeunt.api.record.RunTracker;
import org.exeunt.runtime.tracking.MlflowPlugin;
import org.exeunt.runtime.tracking.TensorBoardPlugin;
import org.exeunt.testkit.contract.RunTrackerContract;
import org.junit.jupiter.api.AfterAll;

/** The trackers of this repository; MLflow's is told by a server on this machine that agrees to everything. */
class TrackersContractTest extends RunTrackerContract {
    private static final Path EVENTS = Path.of("target", "contract-events").toAbsolutePath();

    private final AgreeingMlflow mlflow = new AgreeingMlflow();

    @Override
    protected List<Choice<RunTracker>> variants() {
        return List.of(
                Choice.of(new TensorBoardPlugin(), new TensorBoardPlugin.Options(EVENTS)),
                Choice.of(new MlflowPlugin(), new MlflowPlugin.Options(mlflow.uri(), "contract")));
    }

    @AfterAll
    void end() {
        mlflow.close();
    }
}
