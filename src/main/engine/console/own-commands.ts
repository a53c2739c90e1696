/** Written by scripts/command-table.mjs from COMMAND DOCS of a server (366 commands): one a line, fields with tabs between. */
export const ownCommands = `
ACL	server	6.0.0		A container for Access List Control commands 	Depends on subcommand.		0 0 0
ACL CAT	server	6.0.0	[categoryname]	List the ACL categories or the commands inside a category	O(1) since the categories and commands are a fixed set.		0 0 0
ACL DELUSER	server	6.0.0	username [username ...]	Remove the specified ACL users and the associated rules	O(1) amortized time considering the typical user.	admin	0 0 0
ACL DRYRUN	server	7.0.0	username command [arg [arg ...]]	Returns whether the user can execute the given command without executing the command.	O(1).	admin	0 0 0
ACL GENPASS	server	6.0.0	[bits]	Generate a pseudorandom secure password to use for ACL users	O(1)		0 0 0
ACL GETUSER	server	6.0.0	username	Get the rules for a specific ACL user	O(N). Where N is the number of password, command and pattern rules that the user has.	admin	0 0 0
ACL HELP	server	6.0.0		Show helpful text about the different subcommands	O(1)		0 0 0
ACL LIST	server	6.0.0		List the current ACL rules in ACL config file format	O(N). Where N is the number of configured users.	admin	0 0 0
ACL LOAD	server	6.0.0		Reload the ACLs from the configured ACL file	O(N). Where N is the number of configured users.	admin	0 0 0
ACL LOG	server	6.0.0	[count | RESET]	List latest events denied because of ACLs in place	O(N) with N being the number of entries shown.	admin	0 0 0
ACL SAVE	server	6.0.0		Save the current ACL rules in the configured ACL file	O(N). Where N is the number of configured users.	admin	0 0 0
ACL SETUSER	server	6.0.0	username [rule [rule ...]]	Modify or create the rules for a specific ACL user	O(N). Where N is the number of rules provided.	admin	0 0 0
ACL USERS	server	6.0.0		List the username of all the configured ACL rules	O(N). Where N is the number of configured users.	admin	0 0 0
ACL WHOAMI	server	6.0.0		Return the name of the user associated to the current connection	O(1)		0 0 0
APPEND	string	2.0.0	key value	Append a value to a key	O(1). The amortized time complexity is O(1) assuming the appended value is small and the already present value is of any size, since the dynamic string library used by Redis will double the free space available on every reallocation.	write	1 1 1
ASKING	cluster	3.0.0		Sent by cluster clients after an -ASK redirect	O(1)		0 0 0
AUTH	connection	1.0.0	[username] password	Authenticate to the server	O(N) where N is the number of passwords defined for the user		0 0 0
BGREWRITEAOF	server	1.0.0		Asynchronously rewrite the append-only file	O(1)	admin	0 0 0
BGSAVE	server	1.0.0	[SCHEDULE]	Asynchronously save the dataset to disk	O(1)	admin	0 0 0
BITCOUNT	bitmap	2.6.0	key [start end [BYTE | BIT]]	Count set bits in a string	O(N)		1 1 1
BITFIELD	bitmap	3.2.0	key [GET encoding offset | [OVERFLOW <WRAP | SAT | FAIL>] <SET encoding offset value | INCRBY encoding offset increment> [GET encoding offset | [OVERFLOW <WRAP | SAT | FAIL>] <SET encoding offset value | INCRBY encoding offset increment> ...]]	Perform arbitrary bitfield integer operations on strings	O(1) for each subcommand specified	write	1 1 1
BITFIELD_RO	bitmap	6.0.0	key [GET encoding offset [GET encoding offset ...]]	Perform arbitrary bitfield integer operations on strings. Read-only variant of BITFIELD	O(1) for each subcommand specified		1 1 1
BITOP	bitmap	2.6.0	operation destkey key [key ...]	Perform bitwise operations between strings	O(N)	write	2 -1 1
BITPOS	bitmap	2.8.7	key bit [start [end [BYTE | BIT]]]	Find first bit set or clear in a string	O(N)		1 1 1
BLMOVE	list	6.2.0	source destination <LEFT | RIGHT> <LEFT | RIGHT> timeout	Pop an element from a list, push it to another list and return it; or block until one is available	O(1)	write blocking	1 2 1
BLMPOP	list	7.0.0	timeout numkeys key [key ...] <LEFT | RIGHT> [COUNT count]	Pop elements from a list, or block until one is available	O(N+M) where N is the number of provided keys and M is the number of elements returned.	write blocking	0 0 0
BLPOP	list	2.0.0	key [key ...] timeout	Remove and get the first element in a list, or block until one is available	O(N) where N is the number of provided keys.	write blocking	1 -2 1
BRPOP	list	2.0.0	key [key ...] timeout	Remove and get the last element in a list, or block until one is available	O(N) where N is the number of provided keys.	write blocking	1 -2 1
BRPOPLPUSH	list	2.2.0	source destination timeout	Pop an element from a list, push it to another list and return it; or block until one is available	O(1)	write blocking	1 2 1
BZMPOP	sorted-set	7.0.0	timeout numkeys key [key ...] <MIN | MAX> [COUNT count]	Remove and return members with scores in a sorted set or block until one is available	O(K) + O(M*log(N)) where K is the number of provided keys, N being the number of elements in the sorted set, and M being the number of elements popped.	write blocking	0 0 0
BZPOPMAX	sorted-set	5.0.0	key [key ...] timeout	Remove and return the member with the highest score from one or more sorted sets, or block until one is available	O(log(N)) with N being the number of elements in the sorted set.	write blocking	1 -2 1
BZPOPMIN	sorted-set	5.0.0	key [key ...] timeout	Remove and return the member with the lowest score from one or more sorted sets, or block until one is available	O(log(N)) with N being the number of elements in the sorted set.	write blocking	1 -2 1
CLIENT	connection	2.4.0		A container for client connection commands	Depends on subcommand.		0 0 0
CLIENT CACHING	connection	6.0.0	<YES | NO>	Instruct the server about tracking or not keys in the next request	O(1)		0 0 0
CLIENT GETNAME	connection	2.6.9		Get the current connection name	O(1)		0 0 0
CLIENT GETREDIR	connection	6.0.0		Get tracking notifications redirection client ID if any	O(1)		0 0 0
CLIENT HELP	connection	5.0.0		Show helpful text about the different subcommands	O(1)		0 0 0
CLIENT ID	connection	5.0.0		Returns the client ID for the current connection	O(1)		0 0 0
CLIENT INFO	connection	6.2.0		Returns information about the current client connection.	O(1)		0 0 0
CLIENT KILL	connection	2.4.0	<ip:port | <[ID client-id] | [TYPE <NORMAL | MASTER | SLAVE | REPLICA | PUBSUB>] | [USER username] | [ADDR ip:port] | [LADDR ip:port] | [SKIPME yes/no]> [<[ID client-id] | [TYPE <NORMAL | MASTER | SLAVE | REPLICA | PUBSUB>] | [USER username] | [ADDR ip:port] | [LADDR ip:port] | [SKIPME yes/no]> ...]>	Kill the connection of a client	O(N) where N is the number of client connections	admin	0 0 0
CLIENT LIST	connection	2.4.0	[TYPE <NORMAL | MASTER | REPLICA | PUBSUB>] [ID client-id [client-id ...]]	Get the list of client connections	O(N) where N is the number of client connections	admin	0 0 0
CLIENT NO-EVICT	connection	7.0.0	<ON | OFF>	Set client eviction mode for the current connection	O(1)	admin	0 0 0
CLIENT PAUSE	connection	2.9.50	timeout [WRITE | ALL]	Stop processing commands from clients for some time	O(1)	admin	0 0 0
CLIENT REPLY	connection	3.2.0	<ON | OFF | SKIP>	Instruct the server whether to reply to commands	O(1)		0 0 0
CLIENT SETNAME	connection	2.6.9	connection-name	Set the current connection name	O(1)		0 0 0
CLIENT TRACKING	connection	6.0.0	<ON | OFF> [REDIRECT client-id] [PREFIX prefix [PREFIX prefix ...]] [BCAST] [OPTIN] [OPTOUT] [NOLOOP]	Enable or disable server assisted client side caching support	O(1). Some options may introduce additional complexity.		0 0 0
CLIENT TRACKINGINFO	connection	6.2.0		Return information about server assisted client side caching for the current connection	O(1)		0 0 0
CLIENT UNBLOCK	connection	5.0.0	client-id [TIMEOUT | ERROR]	Unblock a client blocked in a blocking command from a different connection	O(log N) where N is the number of client connections	admin	0 0 0
CLIENT UNPAUSE	connection	6.2.0		Resume processing of clients that were paused	O(N) Where N is the number of paused clients	admin	0 0 0
CLUSTER	cluster	3.0.0		A container for cluster commands	Depends on subcommand.		0 0 0
CLUSTER ADDSLOTS	cluster	3.0.0	slot [slot ...]	Assign new hash slots to receiving node	O(N) where N is the total number of hash slot arguments	admin	0 0 0
CLUSTER ADDSLOTSRANGE	cluster	7.0.0	start-slot end-slot [start-slot end-slot ...]	Assign new hash slots to receiving node	O(N) where N is the total number of the slots between the start slot and end slot arguments.	admin	0 0 0
CLUSTER BUMPEPOCH	cluster	3.0.0		Advance the cluster config epoch	O(1)	admin	0 0 0
CLUSTER COUNT-FAILURE-REPORTS	cluster	3.0.0	node-id	Return the number of failure reports active for a given node	O(N) where N is the number of failure reports	admin	0 0 0
CLUSTER COUNTKEYSINSLOT	cluster	3.0.0	slot	Return the number of local keys in the specified hash slot	O(1)		0 0 0
CLUSTER DELSLOTS	cluster	3.0.0	slot [slot ...]	Set hash slots as unbound in receiving node	O(N) where N is the total number of hash slot arguments	admin	0 0 0
CLUSTER DELSLOTSRANGE	cluster	7.0.0	start-slot end-slot [start-slot end-slot ...]	Set hash slots as unbound in receiving node	O(N) where N is the total number of the slots between the start slot and end slot arguments.	admin	0 0 0
CLUSTER FAILOVER	cluster	3.0.0	[FORCE | TAKEOVER]	Forces a replica to perform a manual failover of its master.	O(1)	admin	0 0 0
CLUSTER FLUSHSLOTS	cluster	3.0.0		Delete a node's own slots information	O(1)	admin	0 0 0
CLUSTER FORGET	cluster	3.0.0	node-id	Remove a node from the nodes table	O(1)	admin	0 0 0
CLUSTER GETKEYSINSLOT	cluster	3.0.0	slot count	Return local key names in the specified hash slot	O(log(N)) where N is the number of requested keys		0 0 0
CLUSTER HELP	cluster	5.0.0		Show helpful text about the different subcommands	O(1)		0 0 0
CLUSTER INFO	cluster	3.0.0		Provides info about Redis Cluster node state	O(1)		0 0 0
CLUSTER KEYSLOT	cluster	3.0.0	key	Returns the hash slot of the specified key	O(N) where N is the number of bytes in the key		0 0 0
CLUSTER LINKS	cluster	7.0.0		Returns a list of all TCP links to and from peer nodes in cluster	O(N) where N is the total number of Cluster nodes		0 0 0
CLUSTER MEET	cluster	3.0.0	ip port [cluster_bus_port]	Force a node cluster to handshake with another node	O(1)	admin	0 0 0
CLUSTER MYID	cluster	3.0.0		Return the node id	O(1)		0 0 0
CLUSTER NODES	cluster	3.0.0		Get Cluster config for the node	O(N) where N is the total number of Cluster nodes		0 0 0
CLUSTER REPLICAS	cluster	5.0.0	node-id	List replica nodes of the specified master node	O(1)	admin	0 0 0
CLUSTER REPLICATE	cluster	3.0.0	node-id	Reconfigure a node as a replica of the specified master node	O(1)	admin	0 0 0
CLUSTER RESET	cluster	3.0.0	[HARD | SOFT]	Reset a Redis Cluster node	O(N) where N is the number of known nodes. The command may execute a FLUSHALL as a side effect.	admin	0 0 0
CLUSTER SAVECONFIG	cluster	3.0.0		Forces the node to save cluster state on disk	O(1)	admin	0 0 0
CLUSTER SET-CONFIG-EPOCH	cluster	3.0.0	config-epoch	Set the configuration epoch in a new node	O(1)	admin	0 0 0
CLUSTER SETSLOT	cluster	3.0.0	slot <IMPORTING node-id | MIGRATING node-id | NODE node-id | STABLE>	Bind a hash slot to a specific node	O(1)	admin	0 0 0
CLUSTER SHARDS	cluster	7.0.0		Get array of cluster slots to node mappings	O(N) where N is the total number of cluster nodes		0 0 0
CLUSTER SLAVES	cluster	3.0.0	node-id	List replica nodes of the specified master node	O(1)	admin	0 0 0
CLUSTER SLOTS	cluster	3.0.0		Get array of Cluster slot to node mappings	O(N) where N is the total number of Cluster nodes		0 0 0
COMMAND	server	2.8.13		Get array of Redis command details	O(N) where N is the total number of Redis commands		0 0 0
COMMAND COUNT	server	2.8.13		Get total number of Redis commands	O(1)		0 0 0
COMMAND DOCS	server	7.0.0	[command-name [command-name ...]]	Get array of specific Redis command documentation	O(N) where N is the number of commands to look up		0 0 0
COMMAND GETKEYS	server	2.8.13		Extract keys given a full Redis command	O(N) where N is the number of arguments to the command		0 0 0
COMMAND GETKEYSANDFLAGS	server	7.0.0		Extract keys and access flags given a full Redis command	O(N) where N is the number of arguments to the command		0 0 0
COMMAND HELP	server	5.0.0		Show helpful text about the different subcommands	O(1)		0 0 0
COMMAND INFO	server	2.8.13	[command-name [command-name ...]]	Get array of specific Redis command details, or all when no argument is given.	O(N) where N is the number of commands to look up		0 0 0
COMMAND LIST	server	7.0.0	[FILTERBY <MODULE module-name | ACLCAT category | PATTERN pattern>]	Get an array of Redis command names	O(N) where N is the total number of Redis commands		0 0 0
CONFIG	server	2.0.0		A container for server configuration commands	Depends on subcommand.		0 0 0
CONFIG GET	server	2.0.0	parameter [parameter ...]	Get the values of configuration parameters	O(N) when N is the number of configuration parameters provided	admin	0 0 0
CONFIG HELP	server	5.0.0		Show helpful text about the different subcommands	O(1)		0 0 0
CONFIG RESETSTAT	server	2.0.0		Reset the stats returned by INFO	O(1)	admin	0 0 0
CONFIG REWRITE	server	2.8.0		Rewrite the configuration file with the in memory configuration	O(1)	admin	0 0 0
CONFIG SET	server	2.0.0	parameter value [parameter value ...]	Set configuration parameters to the given values	O(N) when N is the number of configuration parameters provided	admin	0 0 0
COPY	generic	6.2.0	source destination [DB destination-db] [REPLACE]	Copy a key	O(N) worst case for collections, where N is the number of nested items. O(1) for string values.	write	1 2 1
DBSIZE	server	1.0.0		Return the number of keys in the selected database	O(1)		0 0 0
DEBUG	server	1.0.0		A container for debugging commands	Depends on subcommand.	admin	0 0 0
DECR	string	1.0.0	key	Decrement the integer value of a key by one	O(1)	write	1 1 1
DECRBY	string	1.0.0	key decrement	Decrement the integer value of a key by the given number	O(1)	write	1 1 1
DEL	generic	1.0.0	key [key ...]	Delete a key	O(N) where N is the number of keys that will be removed. When a key to remove holds a value other than a string, the individual complexity for this key is O(M) where M is the number of elements in the list, set, sorted set or hash. Removing a single key that holds a string value is O(1).	write	1 -1 1
DISCARD	transactions	2.0.0		Discard all commands issued after MULTI	O(N), when N is the number of queued commands		0 0 0
DUMP	generic	2.6.0	key	Return a serialized version of the value stored at the specified key.	O(1) to access the key and additional O(N*M) to serialize it, where N is the number of Redis objects composing the value and M their average size. For small string values the time complexity is thus O(1)+O(1*M) where M is small, so simply O(1).		1 1 1
ECHO	connection	1.0.0	message	Echo the given string	O(1)		0 0 0
EVAL	scripting	2.6.0	script numkeys [key [key ...]] [arg [arg ...]]	Execute a Lua script server side	Depends on the script that is executed.		0 0 0
EVALSHA	scripting	2.6.0	sha1 numkeys [key [key ...]] [arg [arg ...]]	Execute a Lua script server side	Depends on the script that is executed.		0 0 0
EVALSHA_RO	scripting	7.0.0	sha1 numkeys [key [key ...]] [arg [arg ...]]	Execute a read-only Lua script server side	Depends on the script that is executed.		0 0 0
EVAL_RO	scripting	7.0.0	script numkeys [key [key ...]] [arg [arg ...]]	Execute a read-only Lua script server side	Depends on the script that is executed.		0 0 0
EXEC	transactions	1.2.0		Execute all commands issued after MULTI	Depends on commands in the transaction		0 0 0
EXISTS	generic	1.0.0	key [key ...]	Determine if a key exists	O(N) where N is the number of keys to check.		1 -1 1
EXPIRE	generic	1.0.0	key seconds [NX | XX | GT | LT]	Set a key's time to live in seconds	O(1)	write	1 1 1
EXPIREAT	generic	1.2.0	key unix-time-seconds [NX | XX | GT | LT]	Set the expiration for a key as a UNIX timestamp	O(1)	write	1 1 1
EXPIRETIME	generic	7.0.0	key	Get the expiration Unix timestamp for a key	O(1)		1 1 1
FAILOVER	server	6.2.0	[TO host port [FORCE]] [ABORT] [TIMEOUT milliseconds]	Start a coordinated failover between this server and one of its replicas.	O(1)	admin	0 0 0
FCALL	scripting	7.0.0	function numkeys [key [key ...]] [arg [arg ...]]	Invoke a function	Depends on the function that is executed.		0 0 0
FCALL_RO	scripting	7.0.0	function numkeys [key [key ...]] [arg [arg ...]]	Invoke a read-only function	Depends on the function that is executed.		0 0 0
FLUSHALL	server	1.0.0	[ASYNC | SYNC]	Remove all keys from all databases	O(N) where N is the total number of keys in all databases	write	0 0 0
FLUSHDB	server	1.0.0	[ASYNC | SYNC]	Remove all keys from the current database	O(N) where N is the number of keys in the selected database	write	0 0 0
FUNCTION	scripting	7.0.0		A container for function commands	Depends on subcommand.		0 0 0
FUNCTION DELETE	scripting	7.0.0	library-name	Delete a function by name	O(1)	write	0 0 0
FUNCTION DUMP	scripting	7.0.0		Dump all functions into a serialized binary payload	O(N) where N is the number of functions		0 0 0
FUNCTION FLUSH	scripting	7.0.0	[ASYNC | SYNC]	Deleting all functions	O(N) where N is the number of functions deleted	write	0 0 0
FUNCTION HELP	scripting	7.0.0		Show helpful text about the different subcommands	O(1)		0 0 0
FUNCTION KILL	scripting	7.0.0		Kill the function currently in execution.	O(1)		0 0 0
FUNCTION LIST	scripting	7.0.0	[LIBRARYNAME library-name-pattern] [WITHCODE]	List information about all the functions	O(N) where N is the number of functions		0 0 0
FUNCTION LOAD	scripting	7.0.0	[REPLACE] function-code	Create a function with the given arguments (name, code, description)	O(1) (considering compilation time is redundant)	write	0 0 0
FUNCTION RESTORE	scripting	7.0.0	serialized-value [FLUSH | APPEND | REPLACE]	Restore all the functions on the given payload	O(N) where N is the number of functions on the payload	write	0 0 0
FUNCTION STATS	scripting	7.0.0		Return information about the function currently running (name, description, duration)	O(1)		0 0 0
GEOADD	geo	3.2.0	key [NX | XX] [CH] longitude latitude member [longitude latitude member ...]	Add one or more geospatial items in the geospatial index represented using a sorted set	O(log(N)) for each item added, where N is the number of elements in the sorted set.	write	1 1 1
GEODIST	geo	3.2.0	key member1 member2 [M | KM | FT | MI]	Returns the distance between two members of a geospatial index	O(log(N))		1 1 1
GEOHASH	geo	3.2.0	key member [member ...]	Returns members of a geospatial index as standard geohash strings	O(log(N)) for each member requested, where N is the number of elements in the sorted set.		1 1 1
GEOPOS	geo	3.2.0	key member [member ...]	Returns longitude and latitude of members of a geospatial index	O(N) where N is the number of members requested.		1 1 1
GEORADIUS	geo	3.2.0	key longitude latitude radius <M | KM | FT | MI> [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC | DESC] [STORE key] [STOREDIST key]	Query a sorted set representing a geospatial index to fetch members matching a given maximum distance from a point	O(N+log(M)) where N is the number of elements inside the bounding box of the circular area delimited by center and radius and M is the number of items inside the index.	write	1 1 1
GEORADIUSBYMEMBER	geo	3.2.0	key member radius <M | KM | FT | MI> [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC | DESC] [STORE key] [STOREDIST key]	Query a sorted set representing a geospatial index to fetch members matching a given maximum distance from a member	O(N+log(M)) where N is the number of elements inside the bounding box of the circular area delimited by center and radius and M is the number of items inside the index.	write	1 1 1
GEORADIUSBYMEMBER_RO	geo	3.2.10	key member radius <M | KM | FT | MI> [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC | DESC]	A read-only variant for GEORADIUSBYMEMBER	O(N+log(M)) where N is the number of elements inside the bounding box of the circular area delimited by center and radius and M is the number of items inside the index.		1 1 1
GEORADIUS_RO	geo	3.2.10	key longitude latitude radius <M | KM | FT | MI> [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC | DESC]	A read-only variant for GEORADIUS	O(N+log(M)) where N is the number of elements inside the bounding box of the circular area delimited by center and radius and M is the number of items inside the index.		1 1 1
GEOSEARCH	geo	6.2.0	key <FROMMEMBER member | FROMLONLAT longitude latitude> <BYRADIUS radius <M | KM | FT | MI> | BYBOX width height <M | KM | FT | MI>> [ASC | DESC] [COUNT count [ANY]] [WITHCOORD] [WITHDIST] [WITHHASH]	Query a sorted set representing a geospatial index to fetch members inside an area of a box or a circle.	O(N+log(M)) where N is the number of elements in the grid-aligned bounding box area around the shape provided as the filter and M is the number of items inside the shape		1 1 1
GEOSEARCHSTORE	geo	6.2.0	destination source <FROMMEMBER member | FROMLONLAT longitude latitude> <BYRADIUS radius <M | KM | FT | MI> | BYBOX width height <M | KM | FT | MI>> [ASC | DESC] [COUNT count [ANY]] [STOREDIST]	Query a sorted set representing a geospatial index to fetch members inside an area of a box or a circle, and store the result in another key.	O(N+log(M)) where N is the number of elements in the grid-aligned bounding box area around the shape provided as the filter and M is the number of items inside the shape	write	1 2 1
GET	string	1.0.0	key	Get the value of a key	O(1)		1 1 1
GETBIT	bitmap	2.2.0	key offset	Returns the bit value at offset in the string value stored at key	O(1)		1 1 1
GETDEL	string	6.2.0	key	Get the value of a key and delete the key	O(1)	write	1 1 1
GETEX	string	6.2.0	key [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | PERSIST]	Get the value of a key and optionally set its expiration	O(1)	write	1 1 1
GETRANGE	string	2.4.0	key start end	Get a substring of the string stored at a key	O(N) where N is the length of the returned string. The complexity is ultimately determined by the returned length, but because creating a substring from an existing string is very cheap, it can be considered O(1) for small strings.		1 1 1
GETSET	string	1.0.0	key value	Set the string value of a key and return its old value	O(1)	write	1 1 1
HDEL	hash	2.0.0	key field [field ...]	Delete one or more hash fields	O(N) where N is the number of fields to be removed.	write	1 1 1
HELLO	connection	6.0.0	[protover [AUTH username password] [SETNAME clientname]]	Handshake with Redis	O(1)		0 0 0
HEXISTS	hash	2.0.0	key field	Determine if a hash field exists	O(1)		1 1 1
HGET	hash	2.0.0	key field	Get the value of a hash field	O(1)		1 1 1
HGETALL	hash	2.0.0	key	Get all the fields and values in a hash	O(N) where N is the size of the hash.		1 1 1
HINCRBY	hash	2.0.0	key field increment	Increment the integer value of a hash field by the given number	O(1)	write	1 1 1
HINCRBYFLOAT	hash	2.6.0	key field increment	Increment the float value of a hash field by the given amount	O(1)	write	1 1 1
HKEYS	hash	2.0.0	key	Get all the fields in a hash	O(N) where N is the size of the hash.		1 1 1
HLEN	hash	2.0.0	key	Get the number of fields in a hash	O(1)		1 1 1
HMGET	hash	2.0.0	key field [field ...]	Get the values of all the given hash fields	O(N) where N is the number of fields being requested.		1 1 1
HMSET	hash	2.0.0	key field value [field value ...]	Set multiple hash fields to multiple values	O(N) where N is the number of fields being set.	write	1 1 1
HRANDFIELD	hash	6.2.0	key [count [WITHVALUES]]	Get one or multiple random fields from a hash	O(N) where N is the number of fields returned		1 1 1
HSCAN	hash	2.8.0	key cursor [MATCH pattern] [COUNT count]	Incrementally iterate hash fields and associated values	O(1) for every call. O(N) for a complete iteration, including enough command calls for the cursor to return back to 0. N is the number of elements inside the collection..		1 1 1
HSET	hash	2.0.0	key field value [field value ...]	Set the string value of a hash field	O(1) for each field/value pair added, so O(N) to add N field/value pairs when the command is called with multiple field/value pairs.	write	1 1 1
HSETNX	hash	2.0.0	key field value	Set the value of a hash field, only if the field does not exist	O(1)	write	1 1 1
HSTRLEN	hash	3.2.0	key field	Get the length of the value of a hash field	O(1)		1 1 1
HVALS	hash	2.0.0	key	Get all the values in a hash	O(N) where N is the size of the hash.		1 1 1
INCR	string	1.0.0	key	Increment the integer value of a key by one	O(1)	write	1 1 1
INCRBY	string	1.0.0	key increment	Increment the integer value of a key by the given amount	O(1)	write	1 1 1
INCRBYFLOAT	string	2.6.0	key increment	Increment the float value of a key by the given amount	O(1)	write	1 1 1
INFO	server	1.0.0	[section [section ...]]	Get information and statistics about the server	O(1)		0 0 0
KEYS	generic	1.0.0	pattern	Find all keys matching the given pattern	O(N) with N being the number of keys in the database, under the assumption that the key names in the database and the given pattern have limited length.		0 0 0
LASTSAVE	server	1.0.0		Get the UNIX time stamp of the last successful save to disk	O(1)		0 0 0
LATENCY	server	2.8.13		A container for latency diagnostics commands	Depends on subcommand.		0 0 0
LATENCY DOCTOR	server	2.8.13		Return a human readable latency analysis report.	O(1)	admin	0 0 0
LATENCY GRAPH	server	2.8.13	event	Return a latency graph for the event.	O(1)	admin	0 0 0
LATENCY HELP	server	2.8.13		Show helpful text about the different subcommands.	O(1)		0 0 0
LATENCY HISTOGRAM	server	7.0.0	[command [command ...]]	Return the cumulative distribution of latencies of a subset of commands or all.	O(N) where N is the number of commands with latency information being retrieved.	admin	0 0 0
LATENCY HISTORY	server	2.8.13	event	Return timestamp-latency samples for the event.	O(1)	admin	0 0 0
LATENCY LATEST	server	2.8.13		Return the latest latency samples for all events.	O(1)	admin	0 0 0
LATENCY RESET	server	2.8.13	[event [event ...]]	Reset latency data for one or more events.	O(1)	admin	0 0 0
LCS	string	7.0.0	key1 key2 [LEN] [IDX] [MINMATCHLEN len] [WITHMATCHLEN]	Find longest common substring	O(N*M) where N and M are the lengths of s1 and s2, respectively		1 2 1
LINDEX	list	1.0.0	key index	Get an element from a list by its index	O(N) where N is the number of elements to traverse to get to the element at index. This makes asking for the first or the last element of the list O(1).		1 1 1
LINSERT	list	2.2.0	key <BEFORE | AFTER> pivot element	Insert an element before or after another element in a list	O(N) where N is the number of elements to traverse before seeing the value pivot. This means that inserting somewhere on the left end on the list (head) can be considered O(1) and inserting somewhere on the right end (tail) is O(N).	write	1 1 1
LLEN	list	1.0.0	key	Get the length of a list	O(1)		1 1 1
LMOVE	list	6.2.0	source destination <LEFT | RIGHT> <LEFT | RIGHT>	Pop an element from a list, push it to another list and return it	O(1)	write	1 2 1
LMPOP	list	7.0.0	numkeys key [key ...] <LEFT | RIGHT> [COUNT count]	Pop elements from a list	O(N+M) where N is the number of provided keys and M is the number of elements returned.	write	0 0 0
LOLWUT	server	5.0.0	[VERSION version]	Display some computer art and the Redis version			0 0 0
LPOP	list	1.0.0	key [count]	Remove and get the first elements in a list	O(N) where N is the number of elements returned	write	1 1 1
LPOS	list	6.0.6	key element [RANK rank] [COUNT num-matches] [MAXLEN len]	Return the index of matching elements on a list	O(N) where N is the number of elements in the list, for the average case. When searching for elements near the head or the tail of the list, or when the MAXLEN option is provided, the command may run in constant time.		1 1 1
LPUSH	list	1.0.0	key element [element ...]	Prepend one or multiple elements to a list	O(1) for each element added, so O(N) to add N elements when the command is called with multiple arguments.	write	1 1 1
LPUSHX	list	2.2.0	key element [element ...]	Prepend an element to a list, only if the list exists	O(1) for each element added, so O(N) to add N elements when the command is called with multiple arguments.	write	1 1 1
LRANGE	list	1.0.0	key start stop	Get a range of elements from a list	O(S+N) where S is the distance of start offset from HEAD for small lists, from nearest end (HEAD or TAIL) for large lists; and N is the number of elements in the specified range.		1 1 1
LREM	list	1.0.0	key count element	Remove elements from a list	O(N+M) where N is the length of the list and M is the number of elements removed.	write	1 1 1
LSET	list	1.0.0	key index element	Set the value of an element in a list by its index	O(N) where N is the length of the list. Setting either the first or the last element of the list is O(1).	write	1 1 1
LTRIM	list	1.0.0	key start stop	Trim a list to the specified range	O(N) where N is the number of elements to be removed by the operation.	write	1 1 1
MEMORY	server	4.0.0		A container for memory diagnostics commands	Depends on subcommand.		0 0 0
MEMORY DOCTOR	server	4.0.0		Outputs memory problems report	O(1)		0 0 0
MEMORY HELP	server	4.0.0		Show helpful text about the different subcommands	O(1)		0 0 0
MEMORY MALLOC-STATS	server	4.0.0		Show allocator internal stats	Depends on how much memory is allocated, could be slow		0 0 0
MEMORY PURGE	server	4.0.0		Ask the allocator to release memory	Depends on how much memory is allocated, could be slow		0 0 0
MEMORY STATS	server	4.0.0		Show memory usage details	O(1)		0 0 0
MEMORY USAGE	server	4.0.0	key [SAMPLES count]	Estimate the memory usage of a key	O(N) where N is the number of samples.		2 2 1
MGET	string	1.0.0	key [key ...]	Get the values of all the given keys	O(N) where N is the number of keys to retrieve.		1 -1 1
MIGRATE	generic	2.6.0	host port <key | ""> destination-db timeout [COPY] [REPLACE] [[AUTH password] | [AUTH2 username password]] [KEYS key [key ...]]	Atomically transfer a key from a Redis instance to another one.	This command actually executes a DUMP+DEL in the source instance, and a RESTORE in the target instance. See the pages of these commands for time complexity. Also an O(N) data transfer between the two instances is performed.	write	3 3 1
MODULE	server	4.0.0		A container for module commands	Depends on subcommand.		0 0 0
MODULE HELP	server	5.0.0		Show helpful text about the different subcommands	O(1)		0 0 0
MODULE LIST	server	4.0.0		List all modules loaded by the server	O(N) where N is the number of loaded modules.	admin	0 0 0
MODULE LOAD	server	4.0.0	path [arg [arg ...]]	Load a module	O(1)	admin	0 0 0
MODULE LOADEX	server	7.0.0	path [CONFIG name value [CONFIG name value ...]] [ARGS arg [arg ...]]	Load a module with extended parameters	O(1)	admin	0 0 0
MODULE UNLOAD	server	4.0.0	name	Unload a module	O(1)	admin	0 0 0
MONITOR	server	1.0.0		Listen for all requests received by the server in real time		admin	0 0 0
MOVE	generic	1.0.0	key db	Move a key to another database	O(1)	write	1 1 1
MSET	string	1.0.1	key value [key value ...]	Set multiple keys to multiple values	O(N) where N is the number of keys to set.	write	1 -1 2
MSETNX	string	1.0.1	key value [key value ...]	Set multiple keys to multiple values, only if none of the keys exist	O(N) where N is the number of keys to set.	write	1 -1 2
MULTI	transactions	1.2.0		Mark the start of a transaction block	O(1)		0 0 0
OBJECT	generic	2.2.3		A container for object introspection commands	Depends on subcommand.		0 0 0
OBJECT ENCODING	generic	2.2.3	key	Inspect the internal encoding of a Redis object	O(1)		2 2 1
OBJECT FREQ	generic	4.0.0	key	Get the logarithmic access frequency counter of a Redis object	O(1)		2 2 1
OBJECT HELP	generic	6.2.0		Show helpful text about the different subcommands	O(1)		0 0 0
OBJECT IDLETIME	generic	2.2.3	key	Get the time since a Redis object was last accessed	O(1)		2 2 1
OBJECT REFCOUNT	generic	2.2.3	key	Get the number of references to the value of the key	O(1)		2 2 1
PERSIST	generic	2.2.0	key	Remove the expiration from a key	O(1)	write	1 1 1
PEXPIRE	generic	2.6.0	key milliseconds [NX | XX | GT | LT]	Set a key's time to live in milliseconds	O(1)	write	1 1 1
PEXPIREAT	generic	2.6.0	key unix-time-milliseconds [NX | XX | GT | LT]	Set the expiration for a key as a UNIX timestamp specified in milliseconds	O(1)	write	1 1 1
PEXPIRETIME	generic	7.0.0	key	Get the expiration Unix timestamp for a key in milliseconds	O(1)		1 1 1
PFADD	hyperloglog	2.8.9	key [element [element ...]]	Adds the specified elements to the specified HyperLogLog.	O(1) to add every element.	write	1 1 1
PFCOUNT	hyperloglog	2.8.9	key [key ...]	Return the approximated cardinality of the set(s) observed by the HyperLogLog at key(s).	O(1) with a very small average constant time when called with a single key. O(N) with N being the number of keys, and much bigger constant times, when called with multiple keys.		1 -1 1
PFDEBUG	hyperloglog	2.8.9	subcommand key	Internal commands for debugging HyperLogLog values	N/A	write admin	2 2 1
PFMERGE	hyperloglog	2.8.9	destkey sourcekey [sourcekey ...]	Merge N different HyperLogLogs into a single one.	O(N) to merge N HyperLogLogs, but with high constant times.	write	1 -1 1
PFSELFTEST	hyperloglog	2.8.9		An internal command for testing HyperLogLog values	N/A	admin	0 0 0
PING	connection	1.0.0	[message]	Ping the server	O(1)		0 0 0
PSETEX	string	2.6.0	key milliseconds value	Set the value and expiration in milliseconds of a key	O(1)	write	1 1 1
PSUBSCRIBE	pubsub	2.0.0	pattern [pattern ...]	Listen for messages published to channels matching the given patterns	O(N) where N is the number of patterns the client is already subscribed to.		0 0 0
PSYNC	server	2.8.0	replicationid offset	Internal command used for replication		admin	0 0 0
PTTL	generic	2.6.0	key	Get the time to live for a key in milliseconds	O(1)		1 1 1
PUBLISH	pubsub	2.0.0	channel message	Post a message to a channel	O(N+M) where N is the number of clients subscribed to the receiving channel and M is the total number of subscribed patterns (by any client).		0 0 0
PUBSUB	pubsub	2.8.0		A container for Pub/Sub commands	Depends on subcommand.		0 0 0
PUBSUB CHANNELS	pubsub	2.8.0	[pattern]	List active channels	O(N) where N is the number of active channels, and assuming constant time pattern matching (relatively short channels and patterns)		0 0 0
PUBSUB HELP	pubsub	6.2.0		Show helpful text about the different subcommands	O(1)		0 0 0
PUBSUB NUMPAT	pubsub	2.8.0		Get the count of unique patterns pattern subscriptions	O(1)		0 0 0
PUBSUB NUMSUB	pubsub	2.8.0	[channel [channel ...]]	Get the count of subscribers for channels	O(N) for the NUMSUB subcommand, where N is the number of requested channels		0 0 0
PUBSUB SHARDCHANNELS	pubsub	7.0.0	[pattern]	List active shard channels	O(N) where N is the number of active shard channels, and assuming constant time pattern matching (relatively short shard channels).		0 0 0
PUBSUB SHARDNUMSUB	pubsub	7.0.0	[shardchannel [shardchannel ...]]	Get the count of subscribers for shard channels	O(N) for the SHARDNUMSUB subcommand, where N is the number of requested shard channels		0 0 0
PUNSUBSCRIBE	pubsub	2.0.0	[pattern [pattern ...]]	Stop listening for messages posted to channels matching the given patterns	O(N+M) where N is the number of patterns the client is already subscribed and M is the number of total patterns subscribed in the system (by any client).		0 0 0
QUIT	connection	1.0.0		Close the connection	O(1)		0 0 0
RANDOMKEY	generic	1.0.0		Return a random key from the keyspace	O(1)		0 0 0
READONLY	cluster	3.0.0		Enables read queries for a connection to a cluster replica node	O(1)		0 0 0
READWRITE	cluster	3.0.0		Disables read queries for a connection to a cluster replica node	O(1)		0 0 0
RENAME	generic	1.0.0	key newkey	Rename a key	O(1)	write	1 2 1
RENAMENX	generic	1.0.0	key newkey	Rename a key, only if the new key does not exist	O(1)	write	1 2 1
REPLCONF	server	3.0.0		An internal command for configuring the replication stream	O(1)	admin	0 0 0
REPLICAOF	server	5.0.0	<host port | NO ONE>	Make the server a replica of another instance, or promote it as master.	O(1)	admin	0 0 0
RESET	connection	6.2.0		Reset the connection	O(1)		0 0 0
RESTORE	generic	2.6.0	key ttl serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency]	Create a key using the provided serialized value, previously obtained using DUMP.	O(1) to create the new key and additional O(N*M) to reconstruct the serialized value, where N is the number of Redis objects composing the value and M their average size. For small string values the time complexity is thus O(1)+O(1*M) where M is small, so simply O(1). However for sorted set values the complexity is O(N*M*log(N)) because inserting values into sorted sets is O(log(N)).	write	1 1 1
RESTORE-ASKING	server	3.0.0	key ttl serialized-value [REPLACE] [ABSTTL] [IDLETIME seconds] [FREQ frequency]	An internal command for migrating keys in a cluster	O(1) to create the new key and additional O(N*M) to reconstruct the serialized value, where N is the number of Redis objects composing the value and M their average size. For small string values the time complexity is thus O(1)+O(1*M) where M is small, so simply O(1). However for sorted set values the complexity is O(N*M*log(N)) because inserting values into sorted sets is O(log(N)).	write	1 1 1
ROLE	server	2.8.12		Return the role of the instance in the context of replication	O(1)		0 0 0
RPOP	list	1.0.0	key [count]	Remove and get the last elements in a list	O(N) where N is the number of elements returned	write	1 1 1
RPOPLPUSH	list	1.2.0	source destination	Remove the last element in a list, prepend it to another list and return it	O(1)	write	1 2 1
RPUSH	list	1.0.0	key element [element ...]	Append one or multiple elements to a list	O(1) for each element added, so O(N) to add N elements when the command is called with multiple arguments.	write	1 1 1
RPUSHX	list	2.2.0	key element [element ...]	Append an element to a list, only if the list exists	O(1) for each element added, so O(N) to add N elements when the command is called with multiple arguments.	write	1 1 1
SADD	set	1.0.0	key member [member ...]	Add one or more members to a set	O(1) for each element added, so O(N) to add N elements when the command is called with multiple arguments.	write	1 1 1
SAVE	server	1.0.0		Synchronously save the dataset to disk	O(N) where N is the total number of keys in all databases	admin	0 0 0
SCAN	generic	2.8.0	cursor [MATCH pattern] [COUNT count] [TYPE type]	Incrementally iterate the keys space	O(1) for every call. O(N) for a complete iteration, including enough command calls for the cursor to return back to 0. N is the number of elements inside the collection.		0 0 0
SCARD	set	1.0.0	key	Get the number of members in a set	O(1)		1 1 1
SCRIPT	scripting	2.6.0		A container for Lua scripts management commands	Depends on subcommand.		0 0 0
SCRIPT DEBUG	scripting	3.2.0	<YES | SYNC | NO>	Set the debug mode for executed scripts.	O(1)		0 0 0
SCRIPT EXISTS	scripting	2.6.0	sha1 [sha1 ...]	Check existence of scripts in the script cache.	O(N) with N being the number of scripts to check (so checking a single script is an O(1) operation).		0 0 0
SCRIPT FLUSH	scripting	2.6.0	[ASYNC | SYNC]	Remove all the scripts from the script cache.	O(N) with N being the number of scripts in cache		0 0 0
SCRIPT HELP	scripting	5.0.0		Show helpful text about the different subcommands	O(1)		0 0 0
SCRIPT KILL	scripting	2.6.0		Kill the script currently in execution.	O(1)		0 0 0
SCRIPT LOAD	scripting	2.6.0	script	Load the specified Lua script into the script cache.	O(N) with N being the length in bytes of the script body.		0 0 0
SDIFF	set	1.0.0	key [key ...]	Subtract multiple sets	O(N) where N is the total number of elements in all given sets.		1 -1 1
SDIFFSTORE	set	1.0.0	destination key [key ...]	Subtract multiple sets and store the resulting set in a key	O(N) where N is the total number of elements in all given sets.	write	1 -1 1
SELECT	connection	1.0.0	index	Change the selected database for the current connection	O(1)		0 0 0
SET	string	1.0.0	key value [NX | XX] [GET] [EX seconds | PX milliseconds | EXAT unix-time-seconds | PXAT unix-time-milliseconds | KEEPTTL]	Set the string value of a key	O(1)	write	1 1 1
SETBIT	bitmap	2.2.0	key offset value	Sets or clears the bit at offset in the string value stored at key	O(1)	write	1 1 1
SETEX	string	2.0.0	key seconds value	Set the value and expiration of a key	O(1)	write	1 1 1
SETNX	string	1.0.0	key value	Set the value of a key, only if the key does not exist	O(1)	write	1 1 1
SETRANGE	string	2.2.0	key offset value	Overwrite part of a string at key starting at the specified offset	O(1), not counting the time taken to copy the new string in place. Usually, this string is very small so the amortized complexity is O(1). Otherwise, complexity is O(M) with M being the length of the value argument.	write	1 1 1
SHUTDOWN	server	1.0.0	[NOSAVE | SAVE] [NOW] [FORCE] [ABORT]	Synchronously save the dataset to disk and then shut down the server	O(N) when saving, where N is the total number of keys in all databases when saving data, otherwise O(1)	admin	0 0 0
SINTER	set	1.0.0	key [key ...]	Intersect multiple sets	O(N*M) worst case where N is the cardinality of the smallest set and M is the number of sets.		1 -1 1
SINTERCARD	set	7.0.0	numkeys key [key ...] [LIMIT limit]	Intersect multiple sets and return the cardinality of the result	O(N*M) worst case where N is the cardinality of the smallest set and M is the number of sets.		0 0 0
SINTERSTORE	set	1.0.0	destination key [key ...]	Intersect multiple sets and store the resulting set in a key	O(N*M) worst case where N is the cardinality of the smallest set and M is the number of sets.	write	1 -1 1
SISMEMBER	set	1.0.0	key member	Determine if a given value is a member of a set	O(1)		1 1 1
SLAVEOF	server	1.0.0	<host port | NO ONE>	Make the server a replica of another instance, or promote it as master.	O(1)	admin	0 0 0
SLOWLOG	server	2.2.12		A container for slow log commands	Depends on subcommand.		0 0 0
SLOWLOG GET	server	2.2.12	[count]	Get the slow log's entries	O(N) where N is the number of entries returned	admin	0 0 0
SLOWLOG HELP	server	6.2.0		Show helpful text about the different subcommands	O(1)		0 0 0
SLOWLOG LEN	server	2.2.12		Get the slow log's length	O(1)	admin	0 0 0
SLOWLOG RESET	server	2.2.12		Clear all entries from the slow log	O(N) where N is the number of entries in the slowlog	admin	0 0 0
SMEMBERS	set	1.0.0	key	Get all the members in a set	O(N) where N is the set cardinality.		1 1 1
SMISMEMBER	set	6.2.0	key member [member ...]	Returns the membership associated with the given elements for a set	O(N) where N is the number of elements being checked for membership		1 1 1
SMOVE	set	1.0.0	source destination member	Move a member from one set to another	O(1)	write	1 2 1
SORT	generic	1.0.0	key [BY pattern] [LIMIT offset count] [GET pattern [GET pattern ...]] [ASC | DESC] [ALPHA] [STORE destination]	Sort the elements in a list, set or sorted set	O(N+M*log(M)) where N is the number of elements in the list or set to sort, and M the number of returned elements. When the elements are not sorted, complexity is O(N).	write	1 1 1
SORT_RO	generic	7.0.0	key [BY pattern] [LIMIT offset count] [GET pattern [GET pattern ...]] [ASC | DESC] [ALPHA]	Sort the elements in a list, set or sorted set. Read-only variant of SORT.	O(N+M*log(M)) where N is the number of elements in the list or set to sort, and M the number of returned elements. When the elements are not sorted, complexity is O(N).		1 1 1
SPOP	set	1.0.0	key [count]	Remove and return one or multiple random members from a set	Without the count argument O(1), otherwise O(N) where N is the value of the passed count.	write	1 1 1
SPUBLISH	pubsub	7.0.0	shardchannel message	Post a message to a shard channel	O(N) where N is the number of clients subscribed to the receiving shard channel.		1 1 1
SRANDMEMBER	set	1.0.0	key [count]	Get one or multiple random members from a set	Without the count argument O(1), otherwise O(N) where N is the absolute value of the passed count.		1 1 1
SREM	set	1.0.0	key member [member ...]	Remove one or more members from a set	O(N) where N is the number of members to be removed.	write	1 1 1
SSCAN	set	2.8.0	key cursor [MATCH pattern] [COUNT count]	Incrementally iterate Set elements	O(1) for every call. O(N) for a complete iteration, including enough command calls for the cursor to return back to 0. N is the number of elements inside the collection..		1 1 1
SSUBSCRIBE	pubsub	7.0.0	shardchannel [shardchannel ...]	Listen for messages published to the given shard channels	O(N) where N is the number of shard channels to subscribe to.		1 -1 1
STRLEN	string	2.2.0	key	Get the length of the value stored in a key	O(1)		1 1 1
SUBSCRIBE	pubsub	2.0.0	channel [channel ...]	Listen for messages published to the given channels	O(N) where N is the number of channels to subscribe to.		0 0 0
SUBSTR	string	1.0.0	key start end	Get a substring of the string stored at a key	O(N) where N is the length of the returned string. The complexity is ultimately determined by the returned length, but because creating a substring from an existing string is very cheap, it can be considered O(1) for small strings.		1 1 1
SUNION	set	1.0.0	key [key ...]	Add multiple sets	O(N) where N is the total number of elements in all given sets.		1 -1 1
SUNIONSTORE	set	1.0.0	destination key [key ...]	Add multiple sets and store the resulting set in a key	O(N) where N is the total number of elements in all given sets.	write	1 -1 1
SUNSUBSCRIBE	pubsub	7.0.0	[shardchannel [shardchannel ...]]	Stop listening for messages posted to the given shard channels	O(N) where N is the number of clients already subscribed to a shard channel.		1 -1 1
SWAPDB	server	4.0.0	index1 index2	Swaps two Redis databases	O(N) where N is the count of clients watching or blocking on keys from both databases.	write	0 0 0
SYNC	server	1.0.0		Internal command used for replication		admin	0 0 0
TIME	server	2.6.0		Return the current server time	O(1)		0 0 0
TOUCH	generic	3.2.1	key [key ...]	Alters the last access time of a key(s). Returns the number of existing keys specified.	O(N) where N is the number of keys that will be touched.		1 -1 1
TTL	generic	1.0.0	key	Get the time to live for a key in seconds	O(1)		1 1 1
TYPE	generic	1.0.0	key	Determine the type stored at key	O(1)		1 1 1
UNLINK	generic	4.0.0	key [key ...]	Delete a key asynchronously in another thread. Otherwise it is just as DEL, but non blocking.	O(1) for each key removed regardless of its size. Then the command does O(N) work in a different thread in order to reclaim memory, where N is the number of allocations the deleted objects where composed of.	write	1 -1 1
UNSUBSCRIBE	pubsub	2.0.0	[channel [channel ...]]	Stop listening for messages posted to the given channels	O(N) where N is the number of clients already subscribed to a channel.		0 0 0
UNWATCH	transactions	2.2.0		Forget about all watched keys	O(1)		0 0 0
WAIT	generic	3.0.0	numreplicas timeout	Wait for the synchronous replication of all the write commands sent in the context of the current connection	O(1)		0 0 0
WATCH	transactions	2.2.0	key [key ...]	Watch the given keys to determine execution of the MULTI/EXEC block	O(1) for every key.		1 -1 1
XACK	stream	5.0.0	key group id [id ...]	Marks a pending message as correctly processed, effectively removing it from the pending entries list of the consumer group. Return value of the command is the number of messages successfully acknowledged, that is, the IDs we were actually able to resolve in the PEL.	O(1) for each message ID processed.	write	1 1 1
XADD	stream	5.0.0	key [NOMKSTREAM] [<MAXLEN | MINID> [= | ~] threshold [LIMIT count]] <* | id> field value [field value ...]	Appends a new entry to a stream	O(1) when adding a new entry, O(N) when trimming where N being the number of entries evicted.	write	1 1 1
XAUTOCLAIM	stream	6.2.0	key group consumer min-idle-time start [COUNT count] [JUSTID]	Changes (or acquires) ownership of messages in a consumer group, as if the messages were delivered to the specified consumer.	O(1) if COUNT is small.	write	1 1 1
XCLAIM	stream	5.0.0	key group consumer min-idle-time id [id ...] [IDLE ms] [TIME unix-time-milliseconds] [RETRYCOUNT count] [FORCE] [JUSTID] [LASTID id]	Changes (or acquires) ownership of a message in a consumer group, as if the message was delivered to the specified consumer.	O(log N) with N being the number of messages in the PEL of the consumer group.	write	1 1 1
XDEL	stream	5.0.0	key id [id ...]	Removes the specified entries from the stream. Returns the number of items actually deleted, that may be different from the number of IDs passed in case certain IDs do not exist.	O(1) for each single item to delete in the stream, regardless of the stream size.	write	1 1 1
XGROUP	stream	5.0.0		A container for consumer groups commands	Depends on subcommand.		0 0 0
XGROUP CREATE	stream	5.0.0	key groupname <id | $> [MKSTREAM] [ENTRIESREAD entries_read]	Create a consumer group.	O(1)	write	2 2 1
XGROUP CREATECONSUMER	stream	6.2.0	key groupname consumername	Create a consumer in a consumer group.	O(1)	write	2 2 1
XGROUP DELCONSUMER	stream	5.0.0	key groupname consumername	Delete a consumer from a consumer group.	O(1)	write	2 2 1
XGROUP DESTROY	stream	5.0.0	key groupname	Destroy a consumer group.	O(N) where N is the number of entries in the group's pending entries list (PEL).	write	2 2 1
XGROUP HELP	stream	5.0.0		Show helpful text about the different subcommands	O(1)		0 0 0
XGROUP SETID	stream	5.0.0	key groupname <id | $> [ENTRIESREAD entries_read]	Set a consumer group to an arbitrary last delivered ID value.	O(1)	write	2 2 1
XINFO	stream	5.0.0		A container for stream introspection commands	Depends on subcommand.		0 0 0
XINFO CONSUMERS	stream	5.0.0	key groupname	List the consumers in a consumer group	O(1)		2 2 1
XINFO GROUPS	stream	5.0.0	key	List the consumer groups of a stream	O(1)		2 2 1
XINFO HELP	stream	5.0.0		Show helpful text about the different subcommands	O(1)		0 0 0
XINFO STREAM	stream	5.0.0	key [FULL [COUNT count]]	Get information about a stream	O(1)		2 2 1
XLEN	stream	5.0.0	key	Return the number of entries in a stream	O(1)		1 1 1
XPENDING	stream	5.0.0	key group [[IDLE min-idle-time] start end count [consumer]]	Return information and entries from a stream consumer group pending entries list, that are messages fetched but never acknowledged.	O(N) with N being the number of elements returned, so asking for a small fixed number of entries per call is O(1). O(M), where M is the total number of entries scanned when used with the IDLE filter. When the command returns just the summary and the list of consumers is small, it runs in O(1) time; otherwise, an additional O(N) time for iterating every consumer.		1 1 1
XRANGE	stream	5.0.0	key start end [COUNT count]	Return a range of elements in a stream, with IDs matching the specified IDs interval	O(N) with N being the number of elements being returned. If N is constant (e.g. always asking for the first 10 elements with COUNT), you can consider it O(1).		1 1 1
XREAD	stream	5.0.0	[COUNT count] [BLOCK milliseconds] STREAMS key [key ...] id [id ...]	Return never seen elements in multiple streams, with IDs greater than the ones reported by the caller for each stream. Can block.	For each stream mentioned: O(N) with N being the number of elements being returned, it means that XREAD-ing with a fixed COUNT is O(1). Note that when the BLOCK option is used, XADD will pay O(M) time in order to serve the M clients blocked on the stream getting new data.	blocking	0 0 0
XREADGROUP	stream	5.0.0	GROUP group consumer [COUNT count] [BLOCK milliseconds] [NOACK] STREAMS key [key ...] id [id ...]	Return new entries from a stream using a consumer group, or access the history of the pending entries for a given consumer. Can block.	For each stream mentioned: O(M) with M being the number of elements returned. If M is constant (e.g. always asking for the first 10 elements with COUNT), you can consider it O(1). On the other side when XREADGROUP blocks, XADD will pay the O(N) time in order to serve the N clients blocked on the stream getting new data.	write blocking	0 0 0
XREVRANGE	stream	5.0.0	key end start [COUNT count]	Return a range of elements in a stream, with IDs matching the specified IDs interval, in reverse order (from greater to smaller IDs) compared to XRANGE	O(N) with N being the number of elements returned. If N is constant (e.g. always asking for the first 10 elements with COUNT), you can consider it O(1).		1 1 1
XSETID	stream	5.0.0	key last-id [ENTRIESADDED entries_added] [MAXDELETEDID max_deleted_entry_id]	An internal command for replicating stream values	O(1)	write	1 1 1
XTRIM	stream	5.0.0	key <MAXLEN | MINID> [= | ~] threshold [LIMIT count]	Trims the stream to (approximately if '~' is passed) a certain size	O(N), with N being the number of evicted entries. Constant times are very small however, since entries are organized in macro nodes containing multiple entries that can be released with a single deallocation.	write	1 1 1
ZADD	sorted-set	1.2.0	key [NX | XX] [GT | LT] [CH] [INCR] score member [score member ...]	Add one or more members to a sorted set, or update its score if it already exists	O(log(N)) for each item added, where N is the number of elements in the sorted set.	write	1 1 1
ZCARD	sorted-set	1.2.0	key	Get the number of members in a sorted set	O(1)		1 1 1
ZCOUNT	sorted-set	2.0.0	key min max	Count the members in a sorted set with scores within the given values	O(log(N)) with N being the number of elements in the sorted set.		1 1 1
ZDIFF	sorted-set	6.2.0	numkeys key [key ...] [WITHSCORES]	Subtract multiple sorted sets	O(L + (N-K)log(N)) worst case where L is the total number of elements in all the sets, N is the size of the first set, and K is the size of the result set.		0 0 0
ZDIFFSTORE	sorted-set	6.2.0	destination numkeys key [key ...]	Subtract multiple sorted sets and store the resulting sorted set in a new key	O(L + (N-K)log(N)) worst case where L is the total number of elements in all the sets, N is the size of the first set, and K is the size of the result set.	write	1 1 1
ZINCRBY	sorted-set	1.2.0	key increment member	Increment the score of a member in a sorted set	O(log(N)) where N is the number of elements in the sorted set.	write	1 1 1
ZINTER	sorted-set	6.2.0	numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE <SUM | MIN | MAX>] [WITHSCORES]	Intersect multiple sorted sets	O(N*K)+O(M*log(M)) worst case with N being the smallest input sorted set, K being the number of input sorted sets and M being the number of elements in the resulting sorted set.		0 0 0
ZINTERCARD	sorted-set	7.0.0	numkeys key [key ...] [LIMIT limit]	Intersect multiple sorted sets and return the cardinality of the result	O(N*K) worst case with N being the smallest input sorted set, K being the number of input sorted sets.		0 0 0
ZINTERSTORE	sorted-set	2.0.0	destination numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE <SUM | MIN | MAX>]	Intersect multiple sorted sets and store the resulting sorted set in a new key	O(N*K)+O(M*log(M)) worst case with N being the smallest input sorted set, K being the number of input sorted sets and M being the number of elements in the resulting sorted set.	write	1 1 1
ZLEXCOUNT	sorted-set	2.8.9	key min max	Count the number of members in a sorted set between a given lexicographical range	O(log(N)) with N being the number of elements in the sorted set.		1 1 1
ZMPOP	sorted-set	7.0.0	numkeys key [key ...] <MIN | MAX> [COUNT count]	Remove and return members with scores in a sorted set	O(K) + O(M*log(N)) where K is the number of provided keys, N being the number of elements in the sorted set, and M being the number of elements popped.	write	0 0 0
ZMSCORE	sorted-set	6.2.0	key member [member ...]	Get the score associated with the given members in a sorted set	O(N) where N is the number of members being requested.		1 1 1
ZPOPMAX	sorted-set	5.0.0	key [count]	Remove and return members with the highest scores in a sorted set	O(log(N)*M) with N being the number of elements in the sorted set, and M being the number of elements popped.	write	1 1 1
ZPOPMIN	sorted-set	5.0.0	key [count]	Remove and return members with the lowest scores in a sorted set	O(log(N)*M) with N being the number of elements in the sorted set, and M being the number of elements popped.	write	1 1 1
ZRANDMEMBER	sorted-set	6.2.0	key [count [WITHSCORES]]	Get one or multiple random elements from a sorted set	O(N) where N is the number of elements returned		1 1 1
ZRANGE	sorted-set	1.2.0	key start stop [BYSCORE | BYLEX] [REV] [LIMIT offset count] [WITHSCORES]	Return a range of members in a sorted set	O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements returned.		1 1 1
ZRANGEBYLEX	sorted-set	2.8.9	key min max [LIMIT offset count]	Return a range of members in a sorted set, by lexicographical range	O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements being returned. If M is constant (e.g. always asking for the first 10 elements with LIMIT), you can consider it O(log(N)).		1 1 1
ZRANGEBYSCORE	sorted-set	1.0.5	key min max [WITHSCORES] [LIMIT offset count]	Return a range of members in a sorted set, by score	O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements being returned. If M is constant (e.g. always asking for the first 10 elements with LIMIT), you can consider it O(log(N)).		1 1 1
ZRANGESTORE	sorted-set	6.2.0	dst src min max [BYSCORE | BYLEX] [REV] [LIMIT offset count]	Store a range of members from sorted set into another key	O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements stored into the destination key.	write	1 2 1
ZRANK	sorted-set	2.0.0	key member	Determine the index of a member in a sorted set	O(log(N))		1 1 1
ZREM	sorted-set	1.2.0	key member [member ...]	Remove one or more members from a sorted set	O(M*log(N)) with N being the number of elements in the sorted set and M the number of elements to be removed.	write	1 1 1
ZREMRANGEBYLEX	sorted-set	2.8.9	key min max	Remove all members in a sorted set between the given lexicographical range	O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements removed by the operation.	write	1 1 1
ZREMRANGEBYRANK	sorted-set	2.0.0	key start stop	Remove all members in a sorted set within the given indexes	O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements removed by the operation.	write	1 1 1
ZREMRANGEBYSCORE	sorted-set	1.2.0	key min max	Remove all members in a sorted set within the given scores	O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements removed by the operation.	write	1 1 1
ZREVRANGE	sorted-set	1.2.0	key start stop [WITHSCORES]	Return a range of members in a sorted set, by index, with scores ordered from high to low	O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements returned.		1 1 1
ZREVRANGEBYLEX	sorted-set	2.8.9	key max min [LIMIT offset count]	Return a range of members in a sorted set, by lexicographical range, ordered from higher to lower strings.	O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements being returned. If M is constant (e.g. always asking for the first 10 elements with LIMIT), you can consider it O(log(N)).		1 1 1
ZREVRANGEBYSCORE	sorted-set	2.2.0	key max min [WITHSCORES] [LIMIT offset count]	Return a range of members in a sorted set, by score, with scores ordered from high to low	O(log(N)+M) with N being the number of elements in the sorted set and M the number of elements being returned. If M is constant (e.g. always asking for the first 10 elements with LIMIT), you can consider it O(log(N)).		1 1 1
ZREVRANK	sorted-set	2.0.0	key member	Determine the index of a member in a sorted set, with scores ordered from high to low	O(log(N))		1 1 1
ZSCAN	sorted-set	2.8.0	key cursor [MATCH pattern] [COUNT count]	Incrementally iterate sorted sets elements and associated scores	O(1) for every call. O(N) for a complete iteration, including enough command calls for the cursor to return back to 0. N is the number of elements inside the collection..		1 1 1
ZSCORE	sorted-set	1.2.0	key member	Get the score associated with the given member in a sorted set	O(1)		1 1 1
ZUNION	sorted-set	6.2.0	numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE <SUM | MIN | MAX>] [WITHSCORES]	Add multiple sorted sets	O(N)+O(M*log(M)) with N being the sum of the sizes of the input sorted sets, and M being the number of elements in the resulting sorted set.		0 0 0
ZUNIONSTORE	sorted-set	2.0.0	destination numkeys key [key ...] [WEIGHTS weight [weight ...]] [AGGREGATE <SUM | MIN | MAX>]	Add multiple sorted sets and store the resulting sorted set in a new key	O(N)+O(M log(M)) with N being the sum of the sizes of the input sorted sets, and M being the number of elements in the resulting sorted set.	write	1 1 1
`;
