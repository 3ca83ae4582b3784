package org.exeunt.trackers;

import org.exeunt.api.plugin.Option;

/**
 * Options of the tracker that logs to an MLflow server. Its token, if the server requires one, is read from the
 * environment variable {@code MLFLOW_TRACKING_TOKEN}; it is not an option, because options are recorded.
 *
 * @param uri address of the server, without user and password, as options are recorded
 * @param experiment name of the experiment of the run
 */
public record MlflowOptions(
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
