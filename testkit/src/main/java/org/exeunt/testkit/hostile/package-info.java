/**
 * Fuzzing with a seed and bounded size: {@link org.exeunt.testkit.hostile.Mutations} mutates bytes,
 * {@link org.exeunt.testkit.hostile.HostileJson} mutates JSON by structure, and
 * {@link org.exeunt.testkit.hostile.HostileInput} passes thousands of cases to a reader, each of which must load
 * correctly or be rejected with a clear error.
 */
package org.exeunt.testkit.hostile;
