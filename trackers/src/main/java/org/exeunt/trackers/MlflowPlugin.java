package org.exeunt.trackers;

import java.util.Optional;
import org.exeunt.api.plugin.Option;
import org.exeunt.api.plugin.Plugin;
import org.exeunt.api.tracking.RunTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plugin of the tracker that logs to an MLflow server. The token, if the server requires one, is read from the
 * environment variable {@code MLFLOW_TRACKING_TOKEN}; it is not an option, so that it is not recorded.
 */
public final class MlflowPlugin extends Plugin<RunTracker, MlflowPlugin.Options> {
    private static final Logger LOG = LoggerFactory.getLogger(Mlflow.class);

    /**
     * Options of the tracker.
     *
     * @param uri address of the server, without user and password, as options are recorded
     * @param experiment name of the experiment of the run
     */
    public record Options(
            @Option(
                            value = "Address of the MLflow tracking server, without user and password",
                            defaultValue = "http://127.0.0.1:5000",
                            pattern = "https?://[^\\s/?#@]+(/[^\\s?#@]*)?")
                    String uri,
            @Option(
                            value = "Name of the experiment of the run; created if it does not exist",
                            defaultValue = "exeunt",
                            pattern = ".*\\S.*")
                    String experiment) {}

    /** Creates the plugin; called by the service loader. */
    public MlflowPlugin() {
        super(
                "mlflow",
                "Sends configuration, losses, accuracies, bytes and metrics of every round to an MLflow tracking "
                        + "server; its token is read from MLFLOW_TRACKING_TOKEN",
                (options, context) -> new Mlflow(
                        options.uri(),
                        Optional.ofNullable(System.getenv(Mlflow.TOKEN)),
                        options.experiment(),
                        System::currentTimeMillis,
                        LOG::warn));
    }
}
