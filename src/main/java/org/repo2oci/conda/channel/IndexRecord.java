package org.repo2oci.conda.channel;

import org.repo2oci.conda.PackageRecord;

/**
 * A record of one index.
 *
 * @param url of the archive; it may carry the channel's secrets
 */
record IndexRecord(PackageRecord record, String url) {}
