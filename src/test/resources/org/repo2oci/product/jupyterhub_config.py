"""A hub for tests. The name of a user says what it gets: VOLUME-PAGE."""
import os

PAGES = {
    "image": "",  # whatever the image says
    "lab": "/lab",
    "tree": "/tree",
    "classic": "/nbclassic/tree",
    "rstudio": "/rstudio",
    "oldguide": "",
}
FOLDERS = os.environ["HUB_TEST_FOLDERS"]
PREFIX = os.environ["HUB_TEST_PREFIX"]
PORT = int(os.environ["HUB_TEST_PORT"])

c = get_config()  # noqa: F821
c.JupyterHub.bind_url = f"http://127.0.0.1:{PORT}"
c.JupyterHub.hub_ip = "0.0.0.0"
c.JupyterHub.hub_port = int(os.environ["HUB_TEST_HUB_PORT"])
c.JupyterHub.hub_connect_ip = os.environ["HUB_TEST_GATEWAY"]
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.cookie_secret = os.urandom(32)
c.JupyterHub.cleanup_servers = True
c.ConfigurableHTTPProxy.api_url = f"http://127.0.0.1:{os.environ['HUB_TEST_PROXY_PORT']}"
c.ConfigurableHTTPProxy.auth_token = os.urandom(16).hex()
c.ConfigurableHTTPProxy.pid_file = os.path.join(FOLDERS, "proxy.pid")
c.JupyterHub.authenticator_class = "dummy"
c.Authenticator.allow_all = True
c.DummyAuthenticator.password = "secret"
c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.image = os.environ["HUB_TEST_IMAGE"]
c.DockerSpawner.pull_policy = "always"
c.DockerSpawner.cmd = ["jupyterhub-singleuser"]
c.DockerSpawner.remove = True
c.DockerSpawner.name_template = PREFIX + "-{username}"
c.DockerSpawner.notebook_dir = ""
c.Spawner.start_timeout = 120
c.Spawner.http_timeout = 60
c.JupyterHub.services = [{"name": "test", "api_token": os.environ["HUB_TEST_TOKEN"]}]
c.JupyterHub.load_roles = [
    {
        "name": "test",
        "services": ["test"],
        "scopes": ["admin:users", "admin:servers", "tokens", "access:servers"],
    }
]


def prepare(spawner):
    volume, _, page = spawner.user.name.partition("-")
    spawner.default_url = PAGES[page]
    folder = os.path.join(FOLDERS, spawner.user.name)
    os.makedirs(folder, exist_ok=True)
    spawner.volumes = {folder: "/home/jovyan"}
    if volume == "own":
        os.chown(folder, 1000, 1000)
    else:
        # As Kubernetes makes a volume for `fsGroup: 100`.
        os.chown(folder, 0, 100)
        os.chmod(folder, 0o2775)
        spawner.extra_host_config = {"group_add": ["100"]}
    if page == "oldguide":
        spawner.environment = {"JUPYTERHUB_SINGLEUSER_APP": "nbclassic"}


c.Spawner.pre_spawn_hook = prepare
