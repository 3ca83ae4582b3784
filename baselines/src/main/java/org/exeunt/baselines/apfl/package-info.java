/** APFL: an adaptive mixture of a shared and a personal model. Start at {@link org.exeunt.baselines.apfl.Apfl}. */
package org.exeunt.baselines.apfl;
