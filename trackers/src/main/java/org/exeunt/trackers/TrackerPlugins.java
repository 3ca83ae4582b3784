package org.exeunt.trackers;

import java.util.List;
import java.util.Optional;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.plugin.Plugins;
import org.exeunt.api.tracking.RunTracker;
import org.slf4j.LoggerFactory;

/** The plugins of this module: trackers of runs. */
public final class TrackerPlugins implements Plugins {
    @Override
    public List<Plugin<?, ?>> plugins() {
        return List.of(
                Plugin.of(
                                RunTracker.class,
                                "mlflow",
                                MlflowOptions.class,
                                options -> new Mlflow(
                                        options.uri(),
                                        Optional.ofNullable(System.getenv(Mlflow.TOKEN)),
                                        options.experiment(),
                                        System::currentTimeMillis,
                                        LoggerFactory.getLogger(Mlflow.class)::warn))
                        .summary("Sends configuration, losses, accuracies, bytes and metrics of every round to an"
                                + " MLflow tracking server; its token is read from MLFLOW_TRACKING_TOKEN"),
                Plugin.of(
                                RunTracker.class,
                                "tensorboard",
                                TensorBoardOptions.class,
                                (options, context) ->
                                        new TensorBoard(context.resolve(options.dir()), System::currentTimeMillis))
                        .summary("Writes configuration, losses, accuracies, bytes and metrics of every round as event"
                                + " files that TensorBoard reads"));
    }
}
