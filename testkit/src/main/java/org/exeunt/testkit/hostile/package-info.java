/**
 * Hostile input, seeded and bounded: {@link org.exeunt.testkit.hostile.Mutations} spoil bytes, {@link org.exeunt.testkit.hostile.HostileJson}
 * spoils JSON by its structure, and {@link org.exeunt.testkit.hostile.HostileInput} gives thousands of cases to a reader, each of which has to
 * end in a correct load or a clear refusal.
 */
package org.exeunt.testkit.hostile;
