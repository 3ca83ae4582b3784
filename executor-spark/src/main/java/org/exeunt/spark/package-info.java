/**
 * Clients on the executors of an Apache Spark cluster. The run stays in one process, the driver: {@link
 * org.exeunt.spark.SparkExecutor} sends tasks as bytes, and in each executor {@link org.exeunt.spark.ExecutorRun} has the
 * run's federation.
 */
@NullMarked
package org.exeunt.spark;

import org.jspecify.annotations.NullMarked;
