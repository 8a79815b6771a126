"""Settings from the environment, prefix ``KAOBAN_``. The only place that reads them."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

Words = Annotated[tuple[str, ...], NoDecode]
SECRET_FILE = Path("var/secret.key")


class Settings(BaseSettings):
    """What an operator may set; the defaults run one office on one machine."""

    model_config = SettingsConfigDict(env_prefix="KAOBAN_", extra="ignore")

    env: Literal["development", "production"] = "development"
    database_url: str = "sqlite:///var/kaoban.db"
    redis_url: str | None = None
    trusted_proxies: Words = ()
    address_factor: int = Field(default=1, ge=1, le=10_000)
    public_url: str = "http://127.0.0.1:8000"
    secret_key: str | None = None
    secret_keys_old: Words = ()
    exams: Words = ()
    sandbox: bool = False
    sandbox_state: Path = Path("var/sandbox")

    telegram_token: str | None = None
    telegram_api_base: str | None = None
    telegram_mode: Literal["polling", "webhook"] = "polling"
    telegram_support_group: int | None = None
    telegram_per_second: float = Field(default=25, ge=1, le=1000)
    telegram_chat_per_second: float = Field(default=1, gt=0, le=1000)
    telegram_group_per_minute: float = Field(default=20, ge=6, le=1000)
    sms_letters_a_day: int = Field(default=500, ge=0)
    web_away_hours: float = Field(default=12, gt=0)

    payments: Words = ()
    sandbox_pay_secrets: Words = ()
    sandbox_pay_base_url: str | None = None

    wechat_mchid: str | None = None
    wechat_appid: str | None = None
    wechat_apiv3_key: str | None = None
    wechat_public_key_id: str | None = None
    wechat_public_key_file: Path | None = None
    wechat_platform_cert_file: Path | None = None
    wechat_platform_cert_serial: str | None = None
    wechat_merchant_key_file: Path | None = None
    wechat_merchant_serial: str | None = None
    wechat_base_url: str | None = None
    wechat_app_secret: str | None = None
    wechat_oauth_base_url: str | None = None
    wechat_api_base_url: str | None = None
    alipay_app_id: str | None = None
    alipay_seller_id: str | None = None
    alipay_public_key_file: Path | None = None
    alipay_app_key_file: Path | None = None
    alipay_base_url: str | None = None
    stripe_api_key: str | None = None
    stripe_webhook_secret: str | None = None
    stripe_base_url: str | None = None

    bank_base_url: str | None = None
    bank_key: str | None = None
    sms_base_url: str | None = None
    sms_key: str | None = None
    sms_provider: Literal["http", "aliyun"] = "http"
    sms_secrets: Words = ()
    aliyun_key_id: str | None = None
    aliyun_key_secret: str | None = None
    aliyun_sms_sign_name: str | None = None
    aliyun_sms_templates: Words = ()
    aliyun_sms_base_url: str | None = None
    face_base_url: str | None = None
    face_key: str | None = None
    face_secrets: Words = ()
    llm_base_url: str | None = None
    llm_key: str | None = None
    llm_model: str = "default"
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = None
    max_upload_mb: int = Field(default=10, ge=1, le=50)

    @field_validator(
        "exams",
        "payments",
        "sandbox_pay_secrets",
        "face_secrets",
        "sms_secrets",
        "aliyun_sms_templates",
        "trusted_proxies",
        "secret_keys_old",
        mode="before",
    )
    @classmethod
    def split(cls, value: object) -> object:
        """Lists are written with commas."""
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator(
        "wechat_public_key_file",
        "wechat_platform_cert_file",
        "wechat_merchant_key_file",
        "alipay_public_key_file",
        "alipay_app_key_file",
        mode="before",
    )
    @classmethod
    def absent(cls, value: object) -> object:
        """A file that is set to nothing isn't there."""
        return value or None

    @field_validator("public_url")
    @classmethod
    def bare(cls, value: str) -> str:
        """Addresses are put together with a slash."""
        return value.rstrip("/")

    @model_validator(mode="after")
    def refuse_sandbox_in_production(self) -> "Settings":
        """The sandbox lets anybody play bank and cashier."""
        if self.env == "production" and (self.sandbox or "sandbox" in self.payments):
            raise ValueError("the sandbox is refused in production (KAOBAN_ENV=production)")
        if self.env == "production" and not self.secret_key:
            raise ValueError("KAOBAN_SECRET_KEY is needed in production")
        return self

    def secret(self) -> str:
        """The secret that all keys derive from; outside of production it is made on first use and kept in ``var``."""
        return self.secret_key or kept_secret(SECRET_FILE)


def kept_secret(path: Path) -> str:
    """The secret in ``path``, made with owner-only rights when it isn't there; of two that start at once one wins."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(handle, "w") as file:
        made = secrets.token_urlsafe(48)
        file.write(made)
    return made
