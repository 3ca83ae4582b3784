/**
 * FjORD: one model for clients of different width, with ordered dropout. Start at
 * {@link org.exeunt.baselines.fjord.Fjord}.
 */
package org.exeunt.baselines.fjord;
