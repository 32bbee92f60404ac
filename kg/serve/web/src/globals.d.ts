/** Whether this build goes into an offline file: pages that need a server are left out of it. */
declare const __OFFLINE__: boolean;
